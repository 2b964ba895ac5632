import { statement, type Transaction } from '@petstore/chassis/postgres';
import { changingColumns, fixedColumns, loadOrder } from './order-store.ts';

/** The times and the correlation id are the history's: the row is the same whenever it is written. */
const writeOrder = statement(
  'rebuild-order',
  `insert into orders (id, version, status, payment_id, cancellation, cancellation_requested, refunds,
     customer_id, lines, total_minor, currency, delivery, correlation_id, placed_at, updated_at)
   select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
     (array_agg(correlation_id order by version))[1], min(occurred_at), max(occurred_at)
     from order_events where order_id = $1
   on conflict (id) do update set version = excluded.version, status = excluded.status,
     payment_id = excluded.payment_id, cancellation = excluded.cancellation,
     cancellation_requested = excluded.cancellation_requested, refunds = excluded.refunds,
     customer_id = excluded.customer_id, lines = excluded.lines, total_minor = excluded.total_minor,
     currency = excluded.currency, delivery = excluded.delivery, correlation_id = excluded.correlation_id,
     placed_at = excluded.placed_at, updated_at = excluded.updated_at`,
);

/** Writes an order's row of the read model anew from its history; false when it has none. */
export async function rebuildOrder(transaction: Transaction, orderId: string): Promise<boolean> {
  const { version, state } = await loadOrder(transaction, orderId);
  if (state === null) return false;
  transaction.send(writeOrder, [orderId, version, ...changingColumns(state), ...fixedColumns(state)]);
  return true;
}
