import type { CartRefusal } from './cart-refusal.ts';
import { highestTotalMinor, totalOf } from './price-cart.ts';
import type { CartLine, SellableItem } from './sellable-item.ts';

/** Limits the size of the transaction that places an order. */
const mostItems = 50;

export interface CartChange {
  /** The item with the sku; null if there is none. */
  readonly item: SellableItem | null;
  /** The new quantity; 0 removes the item. */
  readonly quantity: number;
  /** The current lines of the cart. */
  readonly lines: readonly CartLine[];
}

/** The lines after the change, or why it is refused. Removing an item is never refused. */
export function decideCartChange(change: CartChange): { readonly lines: readonly CartLine[] } | CartRefusal {
  const { item, quantity, lines } = change;
  if (item === null) return { refused: 'item-not-found' };
  const others = lines.filter(({ sku }) => sku !== item.sku);
  if (quantity === 0) return { lines: others };
  if (item.kind === 'pet' && quantity > 1) return { refused: 'pet-is-unique' };
  if (quantity > item.inStock) return unavailable(item);
  if (others.some(({ currency }) => currency !== item.currency)) return { refused: 'currency-mismatch' };
  const changed = replaceLine(lines, { ...item, quantity });
  if (changed.length > mostItems) return { refused: 'cart-full' };
  if (totalOf(changed) > highestTotalMinor) return { refused: 'cart-total-too-high' };
  return { lines: changed };
}

function unavailable({ kind, name, inStock }: SellableItem): CartRefusal {
  const reason =
    kind === 'pet' || inStock === 0 ? `${name} is out of stock.` : `Only ${inStock} of ${name} are left.`;
  return { refused: 'item-unavailable', reason };
}

function replaceLine(lines: readonly CartLine[], line: CartLine): readonly CartLine[] {
  const isThere = lines.some(({ sku }) => sku === line.sku);
  return isThere ? lines.map((each) => (each.sku === line.sku ? line : each)) : [...lines, line];
}
