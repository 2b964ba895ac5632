import { expect, test } from 'vitest';
import { formatAge, formatDuration, parseDuration } from './format-duration.ts';

test.each([
  [0, '0.0 ms'],
  [1.26, '1.3 ms'],
  [9.96, '10 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [59_900, '59.9 s'],
  [125_000, '2 min 5 s'],
])('formats %d ms as %s', (durationMs, expected) => {
  expect(formatDuration(durationMs)).toBe(expected);
});

test.each([
  [-5, '0s'],
  [119_000, '119s'],
  [120_000, '2m'],
  [7_199_000, '119m'],
  [7_200_000, '2h'],
  [200 * 3_600_000, '8d'],
])('formats an age of %d ms as %s', (ageMs, expected) => {
  expect(formatAge(ageMs)).toBe(expected);
});

test.each([
  ['90s', 90_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['500ms', 500],
  ['2d', 172_800_000],
  ['', null],
  ['5', null],
  ['5 m', null],
  ['-5m', null],
  ['m', null],
  [`${'9'.repeat(400)}d`, null],
  ['99999999999999d', null],
])('parses %j as %j ms', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});
