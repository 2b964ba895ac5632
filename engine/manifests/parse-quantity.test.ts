import { expect, test } from 'vitest';
import { parseQuantity } from './parse-quantity.ts';

test.each([
  ['512Mi', 536_870_912],
  ['1Gi', 1_073_741_824],
  ['1.5G', 1_500_000_000],
  ['100m', 0.1],
  ['1e3', 1_000],
  ['2E', 2e18],
  ['.5', 0.5],
  ['+1k', 1_000],
  [128, 128],
  ['512MB', null],
  ['512 Mi', null],
  ['', null],
  ['Mi', null],
  ['constructor', null],
  [Number.NaN, null],
])('%j is %j', (quantity, value) => {
  expect(parseQuantity(quantity)).toBe(value);
});
