import { expect, test } from 'vitest';
import { ageOf, humanDuration } from './human-duration.ts';

const [s, m, h, d] = [1_000, 60_000, 3_600_000, 86_400_000];

test.each([
  [-2 * s, '<invalid>'],
  [-1 * s, '0s'],
  [0, '0s'],
  [119 * s, '119s'],
  [2 * m, '2m'],
  [2 * m + 5 * s, '2m5s'],
  [10 * m + 5 * s, '10m'],
  [179 * m, '179m'],
  [3 * h, '3h'],
  [7 * h + 59 * m, '7h59m'],
  [8 * h + 59 * m, '8h'],
  [47 * h, '47h'],
  [2 * d, '2d'],
  [7 * d + 23 * h, '7d23h'],
  [8 * d + 23 * h, '8d'],
  [729 * d, '729d'],
  [730 * d, '2y'],
  [731 * d, '2y1d'],
  [9 * 365 * d + 300 * d, '9y'],
])('%d ms are %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test.each([
  ['2026-01-01T00:00:00Z', '5s'],
  [undefined, '<unknown>'],
  ['yesterday', '<unknown>'],
  [null, '<unknown>'],
])('the age of %j is %s', (timestamp, text) => {
  expect(ageOf(timestamp, Date.UTC(2026, 0, 1, 0, 0, 5))).toBe(text);
});
