import type { OrderLine } from '@petstore/contracts/events';
import { type CartRefusal, refuseMissing } from './cart-refusal.ts';
import { highestTotalMinor, totalOf } from './price-cart.ts';
import type { CartLine } from './sellable-item.ts';

export interface Checkout {
  readonly lines: readonly OrderLine[];
  readonly currency: string;
}

/**
 * The lines of an order of this cart at current prices, or why it cannot be ordered. Reserves nothing: the reservation
 * decides between concurrent orders for the same item.
 */
export function decideCheckout(lines: readonly CartLine[]): Checkout | CartRefusal {
  const currency = lines[0]?.currency;
  if (currency === undefined) return { refused: 'cart-empty' };
  if (lines.some((line) => line.currency !== currency)) return { refused: 'currency-mismatch' };
  const missing = lines.filter(({ quantity, inStock }) => quantity > inStock).map(({ sku }) => sku);
  if (missing.length > 0) return refuseMissing(lines, missing);
  if (totalOf(lines) > highestTotalMinor) return { refused: 'cart-total-too-high' };
  const ordered = lines.map(({ sku, kind, name, quantity, unitPriceMinor }) => ({
    sku,
    kind,
    name,
    quantity,
    unitPriceMinor,
  }));
  return { lines: ordered, currency };
}
