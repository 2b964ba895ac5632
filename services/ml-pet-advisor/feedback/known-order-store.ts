import { type Queryable, statement } from '@petstore/chassis/postgres';

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
const selectOrder = statement<{ known: boolean }>(
  'select-known-order',
  `select exists (select 1 from known_orders where order_id = $1 and customer_id = $2 and $3 = any(skus)) as known`,
);

export async function saveOrder(
  transaction: Queryable,
  { orderId, customerId, lines }: PlacedOrder,
): Promise<void> {
  await transaction.query(insertOrder, [orderId, customerId, lines.map(({ sku }) => sku)]);
}

export async function isKnownOrder(
  database: Queryable,
  { orderId, customerId, petId }: NamedOrder,
): Promise<boolean> {
  return (await database.query(selectOrder, [orderId, customerId, petId])).rows[0]?.known ?? false;
}
