import { describe, expect, it } from 'vitest';
import { decideCheckout } from './decide-checkout.ts';
import type { CartLine } from './sellable-item.ts';

const pet: CartLine = {
  sku: 'goldfish-004',
  kind: 'pet',
  name: 'Bubbles, Goldfish',
  unitPriceMinor: 500,
  currency: 'USD',
  inStock: 1,
  quantity: 1,
};
const food: CartLine = {
  ...pet,
  sku: 'flakes-50g',
  kind: 'product',
  name: 'Flakes, 50 g',
  inStock: 3,
  quantity: 3,
};

describe('decideCheckout', () => {
  it('turns the cart into order lines at current prices', () => {
    const { inStock: _, currency: __, ...line } = pet;
    expect(decideCheckout([pet, food])).toEqual({
      lines: [line, { ...line, sku: 'flakes-50g', kind: 'product', name: 'Flakes, 50 g', quantity: 3 }],
      currency: 'USD',
    });
  });

  it('refuses an empty cart', () => {
    expect(decideCheckout([])).toEqual({ refused: 'cart-empty' });
  });

  it('names every item that is out of stock', () => {
    const refusal = decideCheckout([
      { ...pet, inStock: 0 },
      { ...food, inStock: 2 },
    ]);
    expect(refusal).toEqual({
      refused: 'item-unavailable',
      reason: 'Out of stock: Bubbles, Goldfish; Flakes, 50 g.',
    });
  });

  it('refuses a total above the limit of one payment', () => {
    expect(decideCheckout([{ ...pet, unitPriceMinor: 1_000_000_001 }])).toEqual({
      refused: 'cart-total-too-high',
    });
  });

  it('refuses a cart whose items have different currencies by now', () => {
    expect(decideCheckout([pet, { ...food, currency: 'EUR' }])).toEqual({ refused: 'currency-mismatch' });
  });
});
