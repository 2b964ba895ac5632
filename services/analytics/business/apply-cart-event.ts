import type { EventOf } from '@petstore/chassis/events';
import { statement, type Transaction } from '@petstore/chassis/postgres';

export const cartEventTypes = [
  'CartItemPut',
  'OrderPlaced',
  'CustomerInteracted',
  'RecommendationsServed',
] as const;
type CartEvent = EventOf<(typeof cartEventTypes)[number]>;

const putLine = statement(
  'carts-put-line',
  `with cart as (
     insert into carts (customer_id, opened_at, last_put_at) values ($1, $4, $4)
     on conflict (customer_id) where outcome is null do update set last_put_at = excluded.last_put_at
     returning cart_id
   )
   insert into cart_lines (cart_id, sku, quantity) select cart_id, $2, $3 from cart
   on conflict (cart_id, sku) do update set quantity = excluded.quantity`,
);
/** A statement sees the lines as they were before it, so the cart is empty if it has no other line. */
const removeLine = statement(
  'carts-remove-line',
  `with open as (select cart_id from carts where customer_id = $1 and outcome is null),
   removed as (delete from cart_lines using open where cart_lines.cart_id = open.cart_id and sku = $2)
   update carts set outcome = 'cleared', last_put_at = $3
   from open where carts.cart_id = open.cart_id
     and not exists (select from cart_lines where cart_lines.cart_id = open.cart_id and sku <> $2)`,
);
const orderCart = statement(
  'carts-order',
  `update carts set outcome = 'ordered' where customer_id = $1 and outcome is null`,
);
const insertInteraction = statement(
  'interactions-insert',
  'insert into interactions (message_id, customer_id, kind, happened_at) values ($1, $2, $3, $4)',
);
const insertList = statement(
  'recommendation-lists-insert',
  `insert into recommendation_lists (recommendation_id, customer_id, variant, served_at) values ($1, $2, $3, $4)
   on conflict do nothing`,
);

/** Updates carts, interactions and served recommendation lists. */
export function applyCartEvent(transaction: Transaction, event: CartEvent): void {
  const { customerId } = event.data;
  switch (event.type) {
    case 'CartItemPut': {
      const { sku, quantity } = event.data;
      if (quantity > 0) {
        transaction.send(putLine, [customerId, sku, quantity, event.time]);
        return;
      }
      transaction.send(removeLine, [customerId, sku, event.time]);
      return;
    }
    case 'OrderPlaced':
      if (event.data.isFromCart) transaction.send(orderCart, [customerId]);
      return;
    case 'CustomerInteracted':
      transaction.send(insertInteraction, [event.id, customerId, event.data.interaction, event.time]);
      return;
    case 'RecommendationsServed': {
      const { recommendationId, variant } = event.data;
      transaction.send(insertList, [recommendationId, customerId, variant, event.time]);
      return;
    }
  }
}
