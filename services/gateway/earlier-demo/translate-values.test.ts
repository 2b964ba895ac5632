import { describe, expect, it } from 'vitest';
import {
  cardTokenOf,
  categoryOfWord,
  readEarlierOrderId,
  toMinorUnits,
  toWholeUnits,
  writeEarlierOrderId,
} from './translate-values.ts';

describe('categoryOfWord', () => {
  it.each([
    ['dog', 'dog'],
    ['Dogs', 'dog'],
    ['fish', 'fish'],
    ['fishes', 'fish'],
    ['small_animals', 'small-animal'],
    ['small animal', 'small-animal'],
    ['dragons', null],
    ['', null],
  ])('translates %j to %s', (word, category) => {
    expect(categoryOfWord(word)).toBe(category);
  });
});

describe('cardTokenOf', () => {
  it.each([
    ['tok_declined', 'tok_declined'],
    ['credit_card', 'tok_visa'],
    [undefined, 'tok_visa'],
  ])('translates %j to %s', (method, token) => {
    expect(cardTokenOf(method)).toBe(token);
  });
});

describe('an order id of the earlier demo', () => {
  it.each(['customer-001', 'a.b', 'x_y'])('contains the customer %s', (customerId) => {
    const parts = { customerId, orderId: 'ord_01a2' };
    expect(readEarlierOrderId(writeEarlierOrderId(parts))).toEqual(parts);
  });
});

describe('toWholeUnits and toMinorUnits', () => {
  it.each([
    [1_999, 'USD', 19.99],
    [500, 'JPY', 500],
    [1_500, 'KWD', 1.5],
  ])('convert %d minor units of %s to %d and back', (minor, currency, whole) => {
    expect(toWholeUnits(minor, currency)).toBe(whole);
    expect(toMinorUnits(whole, currency)).toBe(minor);
  });

  it('round binary fractions to the nearest minor unit', () => {
    expect([0.29, 1.15, 19.99, 1_234_567.89].map((whole) => toMinorUnits(whole, 'USD'))).toEqual([
      29, 115, 1_999, 123_456_789,
    ]);
  });
});
