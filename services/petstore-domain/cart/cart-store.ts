import { type Queryable, statement, type Transaction } from '@petstore/chassis/postgres';
import type { CartLine, SellableItem } from './sellable-item.ts';

/** Lateral, so that each sku is looked up by index, however large the catalogue is. */
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

/** Until the transaction ends nobody else changes the customer's cart or places an order of theirs. */
export async function lockCustomer(transaction: Queryable, customerId: string): Promise<void> {
  await transaction.query(lockRow, [customerId]);
}

/** Reads a cart that nobody else can change or order until the transaction ends. */
export async function lockCart(transaction: Queryable, customerId: string): Promise<readonly CartLine[]> {
  // Asked in one go, and still the cart is that after the lock was had.
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
