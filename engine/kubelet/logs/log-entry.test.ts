import { expect, test } from 'vitest';
import { formatLogEntry, type LogEntry, logEntryMatcher, parseLogEntry } from './log-entry.ts';

function entry(line: string, time = '2026-01-01T00:00:00.000Z'): LogEntry {
  return { time, stream: 'stdout', line };
}

test.each(['', 'plain text', '{"a":"b c"}', 'F stdout F'])('reads back what it wrote: %j', (line) => {
  const stored = formatLogEntry({ ...entry(line), isPartial: false });
  expect(parseLogEntry(stored.slice(0, -1))).toEqual(entry(line));
});

test('does not read what is no entry', () => {
  expect(parseLogEntry('half a li')).toBeNull();
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
