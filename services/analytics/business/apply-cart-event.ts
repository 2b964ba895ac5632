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
const removeLine = statement(
  'carts-remove-line',
  `delete from cart_lines using carts
   where carts.cart_id = cart_lines.cart_id and carts.customer_id = $1 and carts.outcome is null and cart_lines.sku = $2`,
);
const clearWhenEmpty = statement(
  'carts-clear-when-empty',
  `update carts set outcome = 'cleared', last_put_at = $2
   where customer_id = $1 and outcome is null
     and not exists (select from cart_lines where cart_lines.cart_id = carts.cart_id)`,
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
      transaction.send(removeLine, [customerId, sku]);
      transaction.send(clearWhenEmpty, [customerId, event.time]);
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
