import { statement, type Transaction } from '@petstore/chassis/postgres';
import { loadOrder, writeReadModel } from './order-store.ts';

const readCorrelation = statement<{ correlation_id: string }>(
  'read-order-correlation',
  'select correlation_id from order_events where order_id = $1 order by version limit 1',
);

/** Writes an order's row of the read model anew from its history; false when it has none. */
export async function rebuildOrder(transaction: Transaction, orderId: string): Promise<boolean> {
  const [first] = (await transaction.query(readCorrelation, [orderId])).rows;
  if (first === undefined) return false;
  const order = await loadOrder(transaction, orderId);
  writeReadModel(transaction, order, first.correlation_id);
  return true;
}
