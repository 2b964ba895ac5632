import type { Pool } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import type { Cart } from '@petstore/contracts/http';
import { errorOfRefusal } from './cart-refusal.ts';
import { changeCartItem, readCartAndItem } from './cart-store.ts';
import { decideCartChange } from './decide-cart-change.ts';
import { priceCart } from './price-cart.ts';

export interface PutItem {
  readonly customerId: string;
  readonly sku: string;
  /** 0 removes the item. */
  readonly quantity: number;
}

/** Puts an item in a cart, or removes it: one statement reads, one writes if nothing changed in between. */
export async function putItem(database: Pool, put: PutItem): Promise<Cart> {
  const { customerId, sku, quantity } = put;
  // Each repetition means that another change of the same cart succeeded.
  for (;;) {
    const { lines, item, version } = await readCartAndItem(database, customerId, sku);
    const change = decideCartChange({ item, quantity, lines });
    if ('refused' in change) throw errorOfRefusal(change);
    if (await changeCartItem(database, { ...put, version, event: itemPut(put) }))
      return priceCart(customerId, change.lines);
  }
}

export function itemPut(data: PutItem): NewEvent {
  return { type: 'CartItemPut', subject: data.customerId, data };
}
