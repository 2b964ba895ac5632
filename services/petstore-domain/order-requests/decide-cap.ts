import type { CartRefusal } from '../cart/cart-refusal.ts';
import type { OpenOrders } from '../orders/order-view-store.ts';

export interface OrderCaps {
  readonly mostOpenOrders: number;
  readonly mostOpenItems: number;
}

/**
 * Limits the open orders of one customer, and the units in them, so that no customer can reserve the whole stock. Null
 * if one more order may be placed.
 */
export function decideCap(
  open: OpenOrders,
  ordered: readonly { readonly quantity: number }[],
  { mostOpenOrders, mostOpenItems }: OrderCaps,
): CartRefusal | null {
  if (open.orders >= mostOpenOrders) {
    const reason = `${open.orders} of your orders are under way, and no more than ${mostOpenOrders} can be; order again when one has arrived.`;
    return { refused: 'too-many-open-orders', reason };
  }
  const items = ordered.reduce((sum, { quantity }) => sum + quantity, 0);
  if (open.items + items > mostOpenItems) {
    const reason = `${open.items} items are under way to you, and no more than ${mostOpenItems} can be; this order has ${items}.`;
    return { refused: 'too-many-open-items', reason };
  }
  return null;
}
