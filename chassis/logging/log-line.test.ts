import { expect, it } from 'vitest';
import { readLogLine } from './log-line.ts';
import { createLogger } from './logger.ts';

it('reads what the logger writes', () => {
  const lines: string[] = [];
  createLogger({ service: 'shop' }, { write: (line) => lines.push(line) }).warn({ petId: 'pet-1' }, 'sold');
  expect(readLogLine(lines[0] ?? '')).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    message: 'sold',
    fields: new Map([
      ['service', 'shop'],
      ['petId', 'pet-1'],
    ]),
  });
});

it('keeps values that are not text among the fields', () => {
  expect(readLogLine('{"level":30,"msg":"sold"}')).toEqual({
    level: '',
    time: '',
    message: null,
    fields: new Map<string, unknown>([
      ['level', 30],
      ['msg', 'sold'],
    ]),
  });
});

it.each(['plain words', '{"cut": "off', '[1, 2]', ''])('reads no entry from %j', (line) => {
  expect(readLogLine(line)).toBe(null);
});
