import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { ParkedOrder, ResolveParkedOrder } from '@petstore/contracts/http';
import type { SagaProgress } from '../saga/order-saga.ts';
import type { MessageCause } from '../saga/saga-store.ts';

interface ParkedRow {
  readonly order_id: string;
  readonly customer_id: string;
  readonly correlation_id: string;
  readonly payment_id: string | null;
  readonly status: string;
  readonly step: string;
  readonly pending: readonly string[];
  readonly attempts: number;
  readonly parked_reason: string;
  readonly parked_at: Date;
}

const selectParked = statement<ParkedRow>(
  'list-parked-orders',
  `select s.order_id, s.customer_id, s.correlation_id, s.payment_id, o.status, s.step, s.pending, s.attempts, s.parked_reason,
     s.parked_at
   from order_sagas s join orders o on o.id = s.order_id
   where s.parked_at is not null and ($1::text is null or s.order_id > $1) order by s.order_id limit $2`,
);

const countRows = statement<{ parked: number }>(
  'count-parked-orders',
  'select count(*) as parked from order_sagas where parked_at is not null',
);

const lockParked = statement<SagaProgress>(
  'lock-parked-order',
  `select step, pending, attempts, waited_ms as "waitedMs", cancellation from order_sagas
   where order_id = $1 and parked_at is not null for update`,
);

const unpark = statement(
  'unpark-order',
  `update order_sagas set step = $2, pending = $3, attempts = 0, waited_ms = 0, step_since = now(), next_at = now(),
     correlation_id = $4, last_message_id = $5, parked_at = null, parked_reason = null, lease_token = null, lease_until = null
   where order_id = $1`,
);

const insertResolution = statement(
  'insert-operator-resolution',
  'insert into operator_resolutions (order_id, step, action, note, resolved_by) values ($1, $2, $3, $4, $5)',
);

/**
 * Orders that need an operator, by id, which is the order of their placing; one row more than the limit if the list
 * continues.
 */
export async function listParkedOrders(
  database: Queryable,
  { afterId, limit }: { readonly afterId: string | null; readonly limit: number },
): Promise<ParkedOrder[]> {
  const { rows } = await database.query(selectParked, [afterId, limit + 1]);
  return rows.map((row) => ({
    id: row.order_id,
    customerId: row.customer_id,
    correlationId: row.correlation_id,
    paymentId: row.payment_id,
    status: row.status,
    step: row.step,
    pending: [...row.pending],
    attempts: row.attempts,
    reason: row.parked_reason,
    parkedAt: row.parked_at.toISOString(),
  }));
}

export async function countParkedOrders(database: Queryable): Promise<number> {
  return (await database.query(countRows)).rows[0]?.parked ?? 0;
}

/** Locks the order until the transaction ends; null if it does not need an operator. */
export async function lockParkedOrder(transaction: Queryable, orderId: string): Promise<SagaProgress | null> {
  return (await transaction.query(lockParked, [orderId])).rows[0] ?? null;
}

const readPaymentToRefund = statement<{ payment_id: string | null }>(
  'read-payment-to-refund',
  "select payment_id from order_sagas where order_id = $1 and step = 'refund' and parked_at is not null",
);

/** The payment of an order that needs an operator for its refund; null for any other order. */
export async function paymentToRefund(database: Queryable, orderId: string): Promise<string | null> {
  return (await database.query(readPaymentToRefund, [orderId])).rows[0]?.payment_id ?? null;
}

const readStatus = statement<{ status: string }>(
  'read-status-of-order',
  'select status from orders where id = $1',
);

/** Null if there is no such order. */
export async function statusOfOrder(database: Queryable, orderId: string): Promise<string | null> {
  return (await database.query(readStatus, [orderId])).rows[0]?.status ?? null;
}

/** Returns an order to its saga. `cause` is the operator's request, or the last event that it recorded. */
export async function unparkOrder(
  transaction: Queryable,
  orderId: string,
  progress: Pick<SagaProgress, 'step' | 'pending'>,
  cause: MessageCause,
): Promise<void> {
  const { step, pending } = progress;
  await transaction.query(unpark, [orderId, step, pending, cause.correlationId, cause.messageId]);
}

export async function recordResolution(
  transaction: Queryable,
  orderId: string,
  resolution: ResolveParkedOrder & { readonly step: string; readonly resolvedBy: string },
): Promise<void> {
  const { step, action, note, resolvedBy } = resolution;
  await transaction.query(insertResolution, [orderId, step, action, note, resolvedBy]);
}
