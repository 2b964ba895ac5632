import { describe, expect, it } from 'vitest';
import { toMinorUnits, toWholeUnits } from './currency-units.ts';
import { readEarlierOrderId, writeEarlierOrderId } from './earlier-order-id.ts';
import { cardTokenOf, categoryOfWord } from './translate-words.ts';

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
  ])('takes %j for %s', (word, category) => {
    expect(categoryOfWord(word)).toBe(category);
  });
});

describe('cardTokenOf', () => {
  it.each([
    ['tok_declined', 'tok_declined'],
    ['credit_card', 'tok_visa'],
    [undefined, 'tok_visa'],
  ])('pays %j with %s', (method, token) => {
    expect(cardTokenOf(method)).toBe(token);
  });
});

describe('an order id of the earlier demo', () => {
  it.each(['customer-001', 'a.b', 'x_y'])('names the customer %s', (customerId) => {
    const parts = { customerId, orderId: 'ord_01a2' };
    expect(readEarlierOrderId(writeEarlierOrderId(parts))).toEqual(parts);
  });
});

describe('whole units', () => {
  it.each([
    [1_999, 'USD', 19.99],
    [500, 'JPY', 500],
    [1_500, 'KWD', 1.5],
  ])('of %d %s are %d', (minor, currency, whole) => {
    expect(toWholeUnits(minor, currency)).toBe(whole);
    expect(toMinorUnits(whole, currency)).toBe(minor);
  });

  it('do not lose a cent to binary fractions', () => {
    expect([0.29, 1.15, 19.99, 1_234_567.89].map((whole) => toMinorUnits(whole, 'USD'))).toEqual([
      29, 115, 1_999, 123_456_789,
    ]);
  });
});
