import { expect, test } from 'vitest';
import { formatMilli, milliOf, parseQuantity } from './parse-quantity.ts';

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

test.each([
  ['0.07', 70],
  ['0.1', 100],
  ['1500u', 2],
  ['512Mi', 536_870_912_000],
  [2, 2_000],
  ['none', null],
])('%j is %j thousandths, rounded up', (quantity, milli) => {
  expect(milliOf(quantity)).toBe(milli);
});

test.each([
  [0, '0'],
  [70, '70m'],
  [1_500, '1500m'],
  [2_000, '2'],
  [3_000_000, '3k'],
  [10_485_760_000, '10485760'],
  [5e12, '5G'],
  [-2_000, '-2'],
])('writes %d thousandths as %s', (milli, text) => {
  expect(formatMilli(milli)).toBe(text);
});
