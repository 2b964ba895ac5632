import { insertOutboxRows, type OutboxRows, withOutboxRows } from '@petstore/chassis/events';
import {
  type Queryable,
  statement,
  statementWithParameters,
  type Transaction,
} from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import { type OpenOrders, openOrdersOf } from '../orders/order-view-store.ts';
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

interface CheckoutRow extends CartLine {
  readonly openOrders: number;
  readonly openItems: number;
}

/** Always a row: what the customer has ordered, with empty columns of the item if the cart is empty. */
const readForCheckout = statement<CheckoutRow>(
  'read-cart-to-order',
  `with open as (${openOrdersOf('$1')})
   select open.orders as "openOrders", open.items as "openItems", line.* from open left join (
     select item.*, c.quantity, c.added_at from cart_items c cross join lateral ${sellable('c.sku')} item
      where c.customer_id = $1
   ) line on true order by line.added_at, line.sku`,
);

const lockRow = statement(
  'lock-cart',
  'insert into carts (customer_id) values ($1) on conflict (customer_id) do update set updated_at = now()',
);

interface SeenRow extends CartLine {
  readonly isAsked: boolean;
  readonly version: string | null;
}

/** The lines in their order, then the row of the item, with empty columns if there is none. */
const seeCart = statement<SeenRow>(
  'see-cart',
  `with cart as (select (select xmin::text from carts where customer_id = $1) as version)
   select cart.version, false as "isAsked", item.*, c.quantity, c.added_at
     from cart cross join cart_items c cross join lateral ${sellable('c.sku')} item where c.customer_id = $1
   union all
   select cart.version, true, item.*, 0, null
     from cart left join lateral (select * from ${sellable('$2')} found limit 1) item on true
   order by added_at nulls last, sku`,
);

interface ChangedItem extends OutboxRows {
  readonly customerId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly version: string | null;
}

/** `xmin` changes with every change of a cart and every lock of it, also by processes of another release. */
const changeItem = statementWithParameters<ChangedItem>(
  'change-cart-item',
  `with held as (
     insert into carts (customer_id) values (:customerId)
     on conflict (customer_id) do update set updated_at = now() where carts.xmin::text = :version::text
     returning customer_id
   ), put as (
     insert into cart_items (customer_id, sku, quantity) select customer_id, :sku::text, :quantity::integer from held
      where :quantity > 0
     on conflict (customer_id, sku) do update set quantity = excluded.quantity
   ), taken as (
     delete from cart_items c using held where c.customer_id = held.customer_id and c.sku = :sku and :quantity = 0
   )
   ${insertOutboxRows('exists (select from held)')}`,
);

/** Part of a statement with a parameter `customerId`. */
export const cartClearing = 'delete from cart_items where customer_id = :customerId';
const deleteItems = statementWithParameters<{ customerId: string }>('clear-cart', cartClearing);

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

/** A customer's locked cart, and what the customer has on order. */
export interface CartToOrder {
  readonly lines: readonly CartLine[];
  readonly open: OpenOrders;
}

/** Locks the customer's cart until the transaction ends, and reads what decides about an order of it. */
export async function lockCartToOrder(transaction: Queryable, customerId: string): Promise<CartToOrder> {
  // Sent together in one round trip; the connection runs them in order, so the cart is read under the lock.
  const [, { rows }] = await Promise.all([
    lockCustomer(transaction, customerId),
    transaction.query(readForCheckout, [customerId]),
  ]);
  const { openOrders: orders = 0, openItems: items = 0 } = rows[0] ?? {};
  return { lines: rows.filter(({ sku }) => sku !== null).map(lineOf), open: { orders, items } };
}

/** A cart as it was read without a lock, and an item. */
export interface SeenCart {
  readonly lines: readonly CartLine[];
  /** The item with the sku that was asked for; null if there is none. */
  readonly item: SellableItem | null;
  /** Null for a customer who has no cart yet. */
  readonly version: string | null;
}

/** Reads a cart and an item that may be put in it, in one statement. */
export async function readCartAndItem(
  database: Queryable,
  customerId: string,
  sku: string,
): Promise<SeenCart> {
  const { rows } = await database.query(seeCart, [customerId, sku]);
  const asked = rows.find(({ isAsked }) => isAsked);
  return {
    lines: rows.filter(({ isAsked }) => !isAsked).map(lineOf),
    item: asked?.sku == null ? null : lineOf(asked),
    version: asked?.version ?? null,
  };
}

function lineOf({ sku, kind, name, unitPriceMinor, currency, inStock, quantity }: CartLine): CartLine {
  return { sku, kind, name, unitPriceMinor, currency, inStock, quantity };
}

interface CartItemChange {
  readonly customerId: string;
  readonly sku: string;
  /** 0 removes the item. */
  readonly quantity: number;
  /** The cart that the change was decided by. */
  readonly version: string | null;
  readonly event: NewEvent;
}

/**
 * Changes an item of a cart and publishes the event, in one statement that is its own transaction; false, with nothing
 * changed, if the cart was changed or locked since it was read.
 */
export function changeCartItem(database: Queryable, change: CartItemChange): Promise<boolean> {
  const { event, ...item } = change;
  return withOutboxRows([event], async (rows) => {
    const { rowCount } = await database.query(changeItem, changeItem.values({ ...item, ...rows }));
    return rowCount > 0;
  });
}

export function clearCart(transaction: Transaction, customerId: string): void {
  transaction.send(deleteItems, deleteItems.values({ customerId }));
}
