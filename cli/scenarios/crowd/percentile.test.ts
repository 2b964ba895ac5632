import { expect, test } from 'vitest';
import { percentile } from './percentile.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

test.each([
  [hundred, 50, 50],
  [hundred, 95, 95],
  [hundred, 100, 100],
  [[3], 99, 3],
  [[2, 1], 0, 1],
  [[], 50, null],
])('takes the nearest rank, whatever the order (case %#)', (values, percent, expected) => {
  expect(percentile(values, percent)).toBe(expected);
});
