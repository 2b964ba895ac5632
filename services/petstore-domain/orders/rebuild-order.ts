import { type Queryable, statement } from '@petstore/chassis/postgres';
import { loadOrder, writeReadModel } from './order-store.ts';

interface HistoryBounds {
  readonly correlation_id: string;
  readonly placed_at: Date;
  readonly updated_at: Date;
}

const readBounds = statement<HistoryBounds>(
  'read-order-history-bounds',
  `select (array_agg(correlation_id order by version))[1] as correlation_id,
     min(occurred_at) as placed_at, max(occurred_at) as updated_at
   from order_events where order_id = $1 having count(*) > 0`,
);
const noteUpdate = statement('note-order-update', 'update orders set updated_at = $2 where id = $1');

/** Writes an order's row of the read model anew from its history; false when it has none. */
export async function rebuildOrder(transaction: Queryable, orderId: string): Promise<boolean> {
  const [bounds] = (await transaction.query(readBounds, [orderId])).rows;
  if (bounds === undefined) return false;
  const order = await loadOrder(transaction, orderId);
  await writeReadModel(transaction, order, {
    correlationId: bounds.correlation_id,
    occurredAt: bounds.placed_at.toISOString(),
  });
  await transaction.query(noteUpdate, [orderId, bounds.updated_at]);
  return true;
}
