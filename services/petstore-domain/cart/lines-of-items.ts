import type { Queryable } from '@petstore/chassis/postgres';
import type { CartRefusal } from './cart-refusal.ts';
import { findSellableItem } from './cart-store.ts';
import { decideCartChange } from './decide-cart-change.ts';
import type { CartLine } from './sellable-item.ts';

export interface NamedItem {
  readonly sku: string;
  readonly quantity?: number;
}

/** What a cart would hold into which these items are put one after the other; the customer's own cart is not touched. */
export async function linesOfItems(
  transaction: Queryable,
  items: readonly NamedItem[],
): Promise<readonly CartLine[] | CartRefusal> {
  let lines: readonly CartLine[] = [];
  for (const { sku, quantity = 1 } of items) {
    const before = lines.find((line) => line.sku === sku)?.quantity ?? 0;
    const item = await findSellableItem(transaction, sku);
    const change = decideCartChange({ item, quantity: before + quantity, lines });
    if ('refused' in change) return change;
    lines = change.lines;
  }
  return lines;
}
