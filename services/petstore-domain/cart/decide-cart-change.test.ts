import { describe, expect, it } from 'vitest';
import { decideCartChange } from './decide-cart-change.ts';
import type { SellableItem } from './sellable-item.ts';

const pet: SellableItem = {
  sku: 'goldfish-004',
  kind: 'pet',
  name: 'Bubbles, Goldfish',
  unitPriceMinor: 500,
  currency: 'USD',
  inStock: 1,
};
const food: SellableItem = { ...pet, sku: 'flakes-50g', kind: 'product', name: 'Flakes, 50 g', inStock: 3 };

describe('decideCartChange', () => {
  it('appends a new item', () => {
    const lines = [{ ...food, quantity: 2 }];
    expect(decideCartChange({ item: pet, quantity: 1, lines })).toEqual({
      lines: [
        { ...food, quantity: 2 },
        { ...pet, quantity: 1 },
      ],
    });
  });

  it('sets the quantity of an item in place', () => {
    const lines = [
      { ...food, quantity: 2 },
      { ...pet, quantity: 1 },
    ];
    const change = decideCartChange({ item: food, quantity: 3, lines });
    expect(change).toEqual({ lines: [{ ...food, quantity: 3 }, lines[1]] });
  });

  it('removes an item, even one that is out of stock', () => {
    const gone = { ...pet, inStock: 0 };
    expect(decideCartChange({ item: gone, quantity: 0, lines: [{ ...gone, quantity: 1 }] })).toEqual({
      lines: [],
    });
  });

  it.each([
    ['an unknown sku', { item: null, quantity: 1 }, 'item-not-found'],
    ['two of one pet', { item: pet, quantity: 2 }, 'pet-is-unique'],
    ['a pet that is sold', { item: { ...pet, inStock: 0 }, quantity: 1 }, 'item-unavailable'],
    ['more than is in stock', { item: food, quantity: 4 }, 'item-unavailable'],
    [
      'more than a payment can be',
      { item: { ...pet, unitPriceMinor: 1_000_000_001 }, quantity: 1 },
      'cart-total-too-high',
    ],
  ])('refuses %s', (_, change, refused) => {
    expect(decideCartChange({ ...change, lines: [] })).toMatchObject({ refused });
  });

  it('states how many are left', () => {
    expect(decideCartChange({ item: food, quantity: 4, lines: [] })).toMatchObject({
      reason: 'Only 3 of Flakes, 50 g are left.',
    });
  });

  it('refuses an item in a second currency, unless it replaces the only other one', () => {
    const euro = { ...food, currency: 'EUR' };
    const refusal = decideCartChange({ item: euro, quantity: 1, lines: [{ ...pet, quantity: 1 }] });
    expect(refusal).toMatchObject({ refused: 'currency-mismatch' });
    expect(decideCartChange({ item: euro, quantity: 1, lines: [{ ...food, quantity: 1 }] })).toHaveProperty(
      'lines',
    );
  });

  it('refuses the fifty-first item, but not a new quantity of the fiftieth', () => {
    const lines = Array.from({ length: 50 }, (_, index) => ({ ...food, sku: `sku-${index}`, quantity: 1 }));
    expect(decideCartChange({ item: food, quantity: 1, lines })).toMatchObject({ refused: 'cart-full' });
    expect(decideCartChange({ item: { ...food, sku: 'sku-49' }, quantity: 2, lines })).toHaveProperty(
      'lines',
    );
  });
});
