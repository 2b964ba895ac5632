import { type Queryable, statement, type Transaction } from '@petstore/chassis/postgres';

/** The order, customer and item that feedback names. */
export interface NamedOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly petId: string;
}

interface PlacedOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly { readonly sku: string }[];
}

const insertOrder = statement(
  'insert-known-order',
  'insert into known_orders (order_id, customer_id, skus) values ($1, $2, $3) on conflict (order_id) do nothing',
);
const matchOrder = statement<{ isSame: boolean }>(
  'match-known-order',
  'select customer_id = $2 and $3 = any(skus) as "isSame" from known_orders where order_id = $1',
);
const selectOldest = statement<{ oldest: string | null }>(
  'select-oldest-known-order',
  'select min(order_id) as oldest from known_orders',
);

export function saveOrder(transaction: Transaction, { orderId, customerId, lines }: PlacedOrder): void {
  transaction.send(insertOrder, [orderId, customerId, lines.map(({ sku }) => sku)]);
}

/** Whether the order of this id is known, and is this customer's with this item. */
export type OrderMatch = 'same' | 'different' | 'unknown';

export async function matchKnownOrder(
  database: Queryable,
  { orderId, customerId, petId }: NamedOrder,
): Promise<OrderMatch> {
  const known = (await database.query(matchOrder, [orderId, customerId, petId])).rows[0];
  if (known === undefined) return 'unknown';
  return known.isSame ? 'same' : 'different';
}

/** The least id, which is the oldest order's; null if no order is known. */
export async function oldestKnownOrder(database: Queryable): Promise<string | null> {
  return (await database.query(selectOldest)).rows[0]?.oldest ?? null;
}
