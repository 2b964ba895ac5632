import { type Queryable, statement, type Transaction } from '@petstore/chassis/postgres';
import type { CartLine, SellableItem } from './sellable-item.ts';

/** A lateral join looks each sku up by index, whatever the size of the catalogue. */
const sellable = (sku: string) => `(
  select p.id as sku, 'pet' as kind, p.name || ', ' || b.name as name, p.price_minor as "unitPriceMinor", p.currency,
         case when p.status = 'available' then 1 else 0 end as "inStock"
    from pets p join breeds b on b.id = p.breed_id where p.id = ${sku}
  union all
  select v.sku, 'product', r.name || ', ' || v.label, v.price_minor, v.currency, v.stock
    from product_variants v join products r on r.id = v.product_id where v.sku = ${sku}
)`;

const findSellable = statement<SellableItem>('find-sellable', `select * from ${sellable('$1')} item limit 1`);

const readLines = statement<CartLine>(
  'read-cart',
  `select item.*, c.quantity from cart_items c cross join lateral ${sellable('c.sku')} item
   where c.customer_id = $1 order by c.added_at, c.sku`,
);

const lockRow = statement(
  'lock-cart',
  'insert into carts (customer_id) values ($1) on conflict (customer_id) do update set updated_at = now()',
);

const upsertItem = statement(
  'put-cart-item',
  `insert into cart_items (customer_id, sku, quantity) values ($1, $2, $3)
   on conflict (customer_id, sku) do update set quantity = excluded.quantity`,
);

const deleteItem = statement('take-cart-item', 'delete from cart_items where customer_id = $1 and sku = $2');

const deleteItems = statement('clear-cart', 'delete from cart_items where customer_id = $1');

export async function findSellableItem(database: Queryable, sku: string): Promise<SellableItem | null> {
  return (await database.query(findSellable, [sku])).rows[0] ?? null;
}

export async function readCart(database: Queryable, customerId: string): Promise<readonly CartLine[]> {
  return (await database.query(readLines, [customerId])).rows;
}

/**
 * Locks the customer's cart until the transaction ends: no other transaction changes it or places an order of the
 * customer.
 */
export async function lockCustomer(transaction: Queryable, customerId: string): Promise<void> {
  await transaction.query(lockRow, [customerId]);
}

/** Locks the customer's cart until the transaction ends, and reads it. */
export async function lockCart(transaction: Queryable, customerId: string): Promise<readonly CartLine[]> {
  // Sent together in one round trip; the connection runs them in order, so the cart is read under the lock.
  const [, lines] = await Promise.all([
    lockCustomer(transaction, customerId),
    readCart(transaction, customerId),
  ]);
  return lines;
}

export function putCartItem(
  transaction: Transaction,
  customerId: string,
  item: { readonly sku: string; readonly quantity: number },
): void {
  if (item.quantity === 0) transaction.send(deleteItem, [customerId, item.sku]);
  else transaction.send(upsertItem, [customerId, item.sku, item.quantity]);
}

export function clearCart(transaction: Transaction, customerId: string): void {
  transaction.send(deleteItems, [customerId]);
}
