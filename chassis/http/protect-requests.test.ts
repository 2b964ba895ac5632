import { expect, it } from 'vitest';
import { readDeadlineMs } from './protect-requests.ts';

it.each([
  ['nothing', undefined, 10_000],
  ['less than the longest', '250', 250],
  ['more than the longest', '60000', 10_000],
  ['no time left', '0', 0],
  ['a negative number', '-5', 10_000],
  ['a fraction', '1.5', 10_000],
  ['words', 'soon', 10_000],
  ['more digits than a duration has', '1'.repeat(30), 10_000],
])('reads a deadline of %s', (_title, value, expected) => {
  expect(readDeadlineMs(value === undefined ? {} : { 'x-deadline-ms': value }, 10_000)).toBe(expected);
});
