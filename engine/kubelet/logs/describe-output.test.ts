import { describe, expect, it } from 'vitest';
import { describeOutput } from './describe-output.ts';

const entry = (level: string, message: string, err?: object) =>
  JSON.stringify({ level, time: '2026-01-01T00:00:00Z', service: 'shop', message, err });

describe('describeOutput', () => {
  it('shows an entry of a log as level, message and error, and its stack only when it is an error', () => {
    const err = { type: 'Error', message: 'no answer', stack: 'Error: no answer\n    at main.ts:1' };
    expect(describeOutput([entry('warn', 'bus away', err), entry('error', 'ended', err)], 15)).toBe(
      ['  warn  bus away: no answer', '  error ended', '  Error: no answer', '      at main.ts:1'].join('\n'),
    );
  });

  it('shows what is no entry of a log as it was printed', () => {
    const lines = ['the lock is rusty', '{ "cut', '{"of":"another format"}', '  at main.ts:2'];
    expect(describeOutput(lines, 15)).toBe(lines.map((line) => `  ${line}`).join('\n'));
  });

  it('says once what was said several times in a row, and counts it', () => {
    const waits = Array.from({ length: 3 }, (_, second) =>
      entry('warn', 'waits').replace('00:00Z', `00:0${second}Z`),
    );
    expect(describeOutput([...waits, entry('info', 'goes on'), ...waits.slice(1)], 2)).toBe(
      '  info  goes on\n  warn  waits (2 times)',
    );
    expect(describeOutput(waits, 2)).toBe('  warn  waits (3 times)');
  });

  it('is empty when nothing was printed', () => {
    expect(describeOutput([], 15)).toBe('');
  });
});
