import { expect, test } from 'vitest';
import { entriesOf, type LogEntry, logEntryMatcher, mayMatch } from './log-entry.ts';

function entry(line: string, time = '2026-01-01T00:00:00.000Z'): LogEntry {
  return { time, line };
}

const arrivedAtMs = Date.parse('2026-01-01T00:00:05.000Z');
const read = (...lines: readonly string[]) =>
  entriesOf({ bytes: Buffer.from(`${lines.join('\n')}\n`), arrivedAtMs });
/** An entry of a log, so many milliseconds after the second in which all is told. */
const logged = (afterMs: number) =>
  `{"level":"info","time":"2026-01-01T00:00:04.${String(afterMs).padStart(3, '0')}Z","message":"x"}`;
const timesOf = (entries: readonly LogEntry[]) => entries.map(({ time }) => time.slice(17, 23));

test('reads the lines of a chunk, empty ones too, without carriage returns', () => {
  expect(read('a\r', '', 'sn\u00f8').map(({ line }) => line)).toEqual(['a', '', 'sn\u00f8']);
  expect(entriesOf({ bytes: Buffer.from('cut of'), arrivedAtMs })).toEqual([
    entry('cut of', '2026-01-01T00:00:05.000Z'),
  ]);
});

test('an entry has its own time, other lines have the time of their arrival', () => {
  expect(timesOf(read(logged(100), logged(250)))).toEqual(['04.100', '04.250']);
  expect(timesOf(read('plain', '{"a":1}'))).toEqual(['05.000', '05.000']);
});

test('lines between entries stay between them', () => {
  expect(timesOf(read('before', logged(100), '  at main.ts:1', logged(250)))).toEqual([
    '04.100',
    '04.100',
    '04.100',
    '04.250',
  ]);
  expect(timesOf(read(logged(250), logged(100)))).toEqual(['04.250', '04.250']);
});

test.each([
  ['later than its arrival', '{"time":"2026-01-01T00:00:05.001Z"}'],
  ['long before', '{"time":"2025-12-31T00:00:00.000Z"}'],
  ['in another object', '{"of":{"time":"2026-01-01T00:00:04.000Z"}}'],
  ['of another form', '{"time":1767225604}'],
])('does not believe a time %s', (_words, line) => {
  expect(timesOf(read(line))).toEqual(['05.000']);
});

test.each([
  ['{"correlationId":"abc-1"}', 'abc-1', true],
  ['handled abc-1', 'abc-1', true],
  ['{"correlationId":"abc-12"}', 'abc-1', false],
  ['{"correlationId":"xabc-1"}', 'abc-1', false],
  ['{"correlationId":"a.c-1"}', 'a.c-1', true],
  ['{"correlationId":"axc-1"}', 'a.c-1', false],
])('in %s the correlation id %s matches: %s', (line, correlationId, matches) => {
  expect(logEntryMatcher({ correlationId })(entry(line))).toBe(matches);
});

test('matches lines from a moment on', () => {
  const matches = logEntryMatcher({ since: Date.parse('2026-01-01T00:00:01.000Z') });
  expect(matches(entry('a', '2026-01-01T00:00:00.999Z'))).toBe(false);
  expect(matches(entry('a', '2026-01-01T00:00:01.000Z'))).toBe(true);
});

test('tells chunks without a match from those that may have one', () => {
  const chunk = { bytes: Buffer.from('handled abc-1\n'), arrivedAtMs };
  expect(
    [{}, { correlationId: 'abc-1' }, { since: arrivedAtMs }].map((match) => mayMatch(chunk, match)),
  ).toEqual([true, true, true]);
  expect(
    [{ correlationId: 'abd' }, { since: arrivedAtMs + 1 }].map((match) => mayMatch(chunk, match)),
  ).toEqual([false, false]);
});
