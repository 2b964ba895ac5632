import { describe, expect, it } from 'vitest';
import { parsePostmasterFile } from './postmaster-file.ts';

const whole = '4711\n/data\n1790000000\n5433\n\n127.0.0.1\n 16909 3\nready   \n';

describe('parsePostmasterFile', () => {
  it('reads process id, port and status', () => {
    expect(parsePostmasterFile(whole)).toEqual({
      pid: 4711,
      dataDirectory: '/data',
      port: 5433,
      status: 'ready',
    });
  });

  it('reads a file that the server has only begun to write', () => {
    expect(parsePostmasterFile('4711\n/data\n')).toEqual({
      pid: 4711,
      dataDirectory: '/data',
      port: undefined,
      status: undefined,
    });
  });

  it.each(['', 'nonsense', '-12\n/data', '0\n'])('takes %j for no file', (text) => {
    expect(parsePostmasterFile(text)).toBeUndefined();
  });
});
