import type { Cart } from '@petstore/contracts/http';
import type { CartLine } from './sellable-item.ts';

/** The limit of one payment, above which an order is refused (`contracts/http/money.ts`). */
export const highestTotalMinor = 1_000_000_000;

/** Currency of an empty cart. */
const shopCurrency = 'USD';

export function totalOf(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);
}

/** A cart with current prices and availability. */
export function priceCart(customerId: string, lines: readonly CartLine[]): Cart {
  const currency = lines[0]?.currency ?? shopCurrency;
  return {
    customerId,
    items: lines.map(({ sku, kind, name, quantity, unitPriceMinor, currency, inStock }) => ({
      sku,
      kind,
      name,
      quantity,
      unitPrice: { amountMinor: unitPriceMinor, currency },
      lineTotal: { amountMinor: quantity * unitPriceMinor, currency },
      available: quantity <= inStock,
    })),
    total: { amountMinor: totalOf(lines), currency },
  };
}
