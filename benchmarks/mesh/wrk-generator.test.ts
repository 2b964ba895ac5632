import { describe, expect, it } from 'vitest';
import { parseWrkOutput, renderWrkScript } from './wrk-generator.ts';

describe('the script for wrk', () => {
  it('sets each header as a quoted string', () => {
    const script = renderWrkScript({ accept: 'application/json', 'x-quoted': 'say "hi"' });
    expect(script).toContain('wrk.headers["accept"] = "application/json"\n');
    expect(script).toContain('wrk.headers["x-quoted"] = "say \\"hi\\""\n');
  });
});

describe('the output of wrk', () => {
  it('has the figures on a line of their own', () => {
    const line = 'petstore-load {"requests":100,"seconds":2.0,"failures":1,"p50Ms":0.061,"p99Ms":1.5}';
    expect(parseWrkOutput(`Running 2s test\n  1 threads\n${line}\nTransfer/sec: 1MB\n`)).toEqual({
      requests: 100,
      seconds: 2,
      failures: 1,
      p50Ms: 0.061,
      p99Ms: 1.5,
    });
  });

  it.each([
    ['nothing', ''],
    ['a complaint', 'unable to connect to 127.0.0.1:1 Connection refused\n'],
    ['half of the figures', 'petstore-load {"requests":1}\n'],
  ])('is refused when it is %s', (_case, text) => {
    expect(() => parseWrkOutput(text)).toThrow(RangeError);
  });
});
