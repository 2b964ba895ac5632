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
    const reason = `You have ${open.orders} open orders, and the maximum is ${mostOpenOrders}; order again once one is delivered.`;
    return { refused: 'too-many-open-orders', reason };
  }
  const items = ordered.reduce((sum, { quantity }) => sum + quantity, 0);
  if (open.items + items > mostOpenItems) {
    const reason = `Your open orders contain ${open.items} items, and the maximum is ${mostOpenItems}; this order has ${items}.`;
    return { refused: 'too-many-open-items', reason };
  }
  return null;
}
