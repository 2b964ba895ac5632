import { describe, expect, it } from 'vitest';
import { priceCart } from './price-cart.ts';

const food = {
  sku: 'kibble-2-kg',
  kind: 'product' as const,
  name: 'Kibble, 2 kg',
  unitPriceMinor: 1999,
  currency: 'EUR',
};

describe('priceCart', () => {
  it('totals the lines in their own currency', () => {
    const pet = { ...food, sku: 'rex-001', kind: 'pet' as const, name: 'Rex', unitPriceMinor: 100_000 };
    const cart = priceCart('customer-001', [
      { ...food, quantity: 3, inStock: 10 },
      { ...pet, quantity: 1, inStock: 1 },
    ]);
    expect(cart.items.map(({ lineTotal }) => lineTotal.amountMinor)).toEqual([5997, 100_000]);
    expect(cart.total).toEqual({ amountMinor: 105_997, currency: 'EUR' });
  });

  it('marks an item without enough stock', () => {
    const cart = priceCart('customer-001', [{ ...food, quantity: 3, inStock: 2 }]);
    expect(cart.items[0]?.available).toBe(false);
  });

  it('totals an empty cart at 0', () => {
    expect(priceCart('customer-001', [])).toMatchObject({
      items: [],
      total: { amountMinor: 0, currency: 'USD' },
    });
  });
});
