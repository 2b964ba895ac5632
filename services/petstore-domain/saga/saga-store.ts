import { currentInteraction } from '@petstore/chassis/correlation';
import { type Queryable, statement, statementWithParameters } from '@petstore/chassis/postgres';
import { type Deadline, deadlineAfter } from '@petstore/chassis/time';
import { formatTraceparent } from '@petstore/chassis/tracing';
import type { Claimed, Lease } from '@petstore/chassis/workers';
import type { Cancellation } from '../orders/order-state.ts';
import type { OrderSaga, SagaProgress, SagaStep } from './order-saga.ts';

interface SagaRow {
  readonly order_id: string;
  readonly customer_id: string;
  readonly step: SagaStep;
  readonly pending: readonly SagaStep[];
  readonly attempts: number;
  readonly waited_ms: number;
  readonly cancellation: Cancellation | null;
  readonly correlation_id: string;
  readonly last_message_id: string;
  readonly card_token: string | null;
  readonly payment_id: string | null;
  readonly traceparent: string | null;
  readonly elapsed_ms: number;
}

export interface NewSaga {
  readonly lastMessageId: string;
  readonly cardToken: string;
  /** Leases the saga to this process from the start; null for whoever comes first. */
  readonly lease: Lease | null;
}

/** The message that causes a change. */
export interface MessageCause {
  readonly correlationId: string;
  readonly messageId: string;
}

/**
 * Attempts that fail by errors of our own before the order needs an operator: some two minutes, with delays of up to 10
 * s.
 */
const mostOwnFailures = 20;

/** Parameters of `sagaInsertion`, besides those of the order. */
export interface InsertedSaga extends Pick<NewSaga, 'cardToken' | 'lastMessageId'> {
  readonly sagaTraceparent: string | null;
  readonly leaseToken: string | null;
  readonly leaseSeconds: number | null;
}

/** Part of the statement that places an order (`order-requests/write-placed-order.ts`): starts its saga. */
export const sagaInsertion = `insert into order_sagas
     (order_id, customer_id, step, correlation_id, last_message_id, card_token, traceparent, lease_token, lease_until)
   values (:orderId, :customerId, 'authorize', :correlationId, :lastMessageId, :cardToken, :sagaTraceparent, :leaseToken::uuid,
     clock_timestamp() + make_interval(secs => :leaseSeconds))`;

/**
 * Always a row: the time to the next saga, which may be of one that somebody else has locked for the moment. It is not
 * looked for when the limit is reached, because then another claim follows.
 */
const claimSagas = statement<{ wait_ms: number | null } & (SagaRow | { order_id: null })>(
  'claim-sagas',
  `with due as (
     select order_id from order_sagas
      where step <> 'done' and parked_at is null and next_at <= now() and (lease_until is null or lease_until < now())
      order by next_at limit $1 for update skip locked
   ), claimed as (
     update order_sagas s set lease_token = $2, lease_until = now() + make_interval(secs => $3)
       from due where s.order_id = due.order_id
     returning s.order_id, s.customer_id, s.step, s.pending, s.attempts, s.waited_ms, s.cancellation, s.correlation_id,
       s.last_message_id, s.card_token, s.payment_id, s.traceparent,
       extract(epoch from clock_timestamp() - s.step_since)::float8 * 1000 as elapsed_ms
   ), next as (
     select extract(epoch from min(greatest(next_at, lease_until)) - now())::float8 * 1000 as wait_ms from order_sagas
      where step <> 'done' and parked_at is null and order_id not in (select order_id from due)
        and (select count(*) from due) < $1
   )
   select next.wait_ms, claimed.* from next left join claimed on true`,
);

/** The row lock is the order's lock (`orders/order-lock.ts`). */
const holdLease = statement(
  'hold-saga',
  'select from order_sagas where order_id = $1 and lease_token = $2 for update',
);

const readProgress = statement<SagaProgress>(
  'read-saga-progress',
  `select step, pending, attempts, waited_ms as "waitedMs", cancellation from order_sagas where order_id = $1`,
);

interface RedirectedSaga
  extends Pick<
    OrderSaga,
    'orderId' | 'step' | 'pending' | 'correlationId' | 'lastMessageId' | 'traceparent'
  > {
  /** JSON text. */
  readonly cancellation: string | null;
}

/** Clears the lease: a worker in the middle of a step then finds that it must not write. */
const redirect = statementWithParameters<RedirectedSaga>(
  'redirect-saga',
  `update order_sagas set step = :step, pending = :pending, attempts = 0, waited_ms = 0, cancellation = :cancellation,
     correlation_id = :correlationId, last_message_id = :lastMessageId, traceparent = :traceparent,
     next_at = now(), step_since = now(), card_token = null, parked_at = null, parked_reason = null,
     lease_token = null, lease_until = null
   where order_id = :orderId`,
);

const wakeWaiting = statement(
  'wake-waiting-saga',
  `update order_sagas set next_at = now(), parked_at = null, parked_reason = null,
     last_message_id = case when correlation_id = $2 then $3 else last_message_id end
   where order_id = $1 and step = 'refund'`,
);

/** After too many attempts that failed by errors of our own, the order needs an operator. */
const postpone = statement<{ needs_operator: boolean }>(
  'postpone-saga',
  `update order_sagas set attempts = attempts + 1, next_at = now() + make_interval(secs => $3), lease_token = null,
     lease_until = null, parked_at = case when attempts + 1 >= $4 then now() end,
     parked_reason = case when attempts + 1 >= $4 then $5 end
   where order_id = $1 and lease_token = $2
   returning parked_at is not null as needs_operator`,
);

const returnLease = statement(
  'return-saga',
  'update order_sagas set lease_token = null, lease_until = null where order_id = $1 and lease_token = $2',
);

export function newSagaColumns({ lastMessageId, cardToken, lease }: NewSaga): InsertedSaga {
  return {
    lastMessageId,
    cardToken,
    sagaTraceparent: currentTraceparent(),
    leaseToken: lease?.token ?? null,
    leaseSeconds: lease === null ? null : lease.milliseconds / 1_000,
  };
}

/** The trace of the current request, in which the saga's steps are recorded. */
export function currentTraceparent(): string | null {
  const trace = currentInteraction()?.trace;
  return trace === undefined ? null : formatTraceparent(trace);
}

/** Leases due sagas. Sagas of a worker that died become due when their leases end. */
export async function claimDueSagas(
  database: Queryable,
  limit: number,
  lease: Lease,
): Promise<Claimed<OrderSaga>> {
  const leaseEnd = deadlineAfter(lease.milliseconds);
  const { rows } = await database.query(claimSagas, [limit, lease.token, lease.milliseconds / 1000]);
  return {
    tasks: rows.flatMap((row) => (row.order_id === null ? [] : [sagaOf(row, lease.token, leaseEnd)])),
    nextInMs: rows[0]?.wait_ms ?? null,
  };
}

/** Locks the order if the lease still holds; false if the lease is lost, so that nothing may be written. */
export async function holdSaga(transaction: Queryable, saga: OrderSaga): Promise<boolean> {
  return (await transaction.query(holdLease, [saga.orderId, saga.leaseToken])).rowCount > 0;
}

/** The progress of an order's saga; null if there is no such order. */
export async function readSagaProgress(database: Queryable, orderId: string): Promise<SagaProgress | null> {
  return (await database.query(readProgress, [orderId])).rows[0] ?? null;
}

/**
 * Replaces the progress of a locked order's saga, caused by another message. Ends the lease of a worker that runs a
 * step of it.
 */
export async function redirectSaga(
  transaction: Queryable,
  orderId: string,
  progress: SagaProgress,
  cause: MessageCause,
): Promise<void> {
  const { step, pending, cancellation } = progress;
  const values = redirect.values({
    orderId,
    step,
    pending,
    cancellation: cancellation === null ? null : JSON.stringify(cancellation),
    correlationId: cause.correlationId,
    lastMessageId: cause.messageId,
    traceparent: currentTraceparent(),
  });
  await transaction.query(redirect, values);
}

/** Makes a saga due that waits for a refund. The message becomes its cause if it has the saga's correlation id. */
export async function wakeWaitingSaga(
  transaction: Queryable,
  orderId: string,
  { correlationId, messageId }: MessageCause,
): Promise<void> {
  await transaction.query(wakeWaiting, [orderId, correlationId, messageId]);
}

/**
 * Releases a saga after an error of our own, to be retried after the delay. True if the order needs an operator
 * instead.
 */
export async function postponeSaga(
  database: Queryable,
  { orderId, leaseToken }: OrderSaga,
  { delayMs, error }: { readonly delayMs: number; readonly error: string },
): Promise<boolean> {
  const values = [orderId, leaseToken, delayMs / 1000, mostOwnFailures, error];
  return (await database.query(postpone, values)).rows[0]?.needs_operator === true;
}

/** Releases a saga unchanged, because this worker stops. */
export async function returnSaga(database: Queryable, saga: OrderSaga): Promise<void> {
  await database.query(returnLease, [saga.orderId, saga.leaseToken]);
}

function sagaOf(row: SagaRow, leaseToken: string, leaseEnd: Deadline): OrderSaga {
  const { step, pending, attempts, waited_ms: waitedMs, cancellation } = row;
  return {
    orderId: row.order_id,
    customerId: row.customer_id,
    step,
    pending,
    attempts,
    waitedMs,
    cancellation,
    leaseToken,
    leaseEnd,
    delayMs: 0,
    stepSinceMs: performance.now() - row.elapsed_ms,
    order: null,
    correlationId: row.correlation_id,
    lastMessageId: row.last_message_id,
    cardToken: row.card_token,
    paymentId: row.payment_id,
    traceparent: row.traceparent,
  };
}
