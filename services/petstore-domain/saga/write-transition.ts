import { type OutboxRows, type RecordedEvent, withOutboxRows } from '@petstore/chassis/events';
import { type ParameterStatement, type Queryable, statementWithParameters } from '@petstore/chassis/postgres';
import { deadlineAfter } from '@petstore/chassis/time';
import type { NewEvent } from '@petstore/contracts/events';
import type { OrderEvent } from '../orders/order-event.ts';
import type { OrderState } from '../orders/order-state.ts';
import { type ChangingColumns, changingColumns } from '../orders/order-store.ts';
import { petIdsOf, type StepEffect } from './apply-step.ts';
import type { SagaDecision } from './decide-next-saga-step.ts';
import type { OrderSaga, SagaProgress } from './order-saga.ts';
import { sagaSteps } from './saga-steps.ts';

/** Everything that one or several consecutive steps change. */
export interface Transition {
  /** Version of the order by which the steps were decided. */
  readonly version: number;
  /** The order after the events. */
  readonly state: OrderState;
  readonly events: readonly OrderEvent[];
  /** Events of other aggregates, published before those of the order. */
  readonly alongside: readonly NewEvent[];
  readonly stock: StepEffect['stock'];
  readonly paymentId: string | null;
  readonly decision: SagaDecision;
}

/**
 * `lost`: another worker has the saga, or somebody redirected it. `stale`: the order is at another version. `short`:
 * the order's items are not in the expected state. In these three cases nothing is written.
 */
export type WrittenTransition =
  | { readonly state: 'lost' | 'stale' | 'short' }
  | {
      readonly state: 'written';
      readonly recorded: readonly RecordedEvent[];
      /** The saga if the lease is kept: its next step is due at once or after a short timer. */
      readonly next: OrderSaga | null;
    };

interface Parameters extends OutboxRows, ChangingColumns, Omit<SagaProgress, 'cancellation'> {
  readonly orderId: string;
  readonly leaseToken: string;
  readonly decidedVersion: number;
  /** Events at the head of the arrays that are not the order's own. */
  readonly alongsideCount: number;
  /** Rows of the order's items that must be in the expected state. */
  readonly itemCount: number;
  readonly lastMessageId: string;
  readonly sagaPaymentId: string | null;
  /** JSON text. */
  readonly sagaCancellation: string | null;
  readonly delaySeconds: number;
  readonly operatorReason: string | null;
  readonly keepsLease: boolean;
  readonly leaseSeconds: number;
}

interface Outcome {
  readonly is_held: boolean;
  readonly is_current: boolean;
  readonly is_ready: boolean;
}

/** How the order's items are locked and counted, and what then becomes of them. */
interface StockChange {
  readonly lock: string;
  readonly change: string;
}

const stockChanges: Readonly<Record<NonNullable<StepEffect['stock']>, StockChange>> = {
  commit: {
    lock: `select r.sku from current join reservations r on r.order_id = current.id
       where r.status = 'held' for update of r`,
    change: `committed as (
       update reservations r set status = 'committed' from ready where r.order_id = ready.id and r.status = 'held'
     ),`,
  },
  // Every transaction locks pets by ascending id, which prevents deadlocks.
  sell: {
    lock: `select p.id from current join pets p on p.order_id = current.id
       where p.status = 'reserved' order by p.id for update of p`,
    change: `sold as (
       update reservations r set status = 'sold' from ready where r.order_id = ready.id and r.status = 'committed'
     ), sold_pets as (
       update pets p set status = 'sold' from ready where p.order_id = ready.id and p.status = 'reserved'
     ),`,
  },
};

const transitions = {
  none: transition('advance-saga'),
  commit: transition('advance-saga-and-commit', stockChanges.commit),
  sell: transition('advance-saga-and-sell', stockChanges.sell),
} as const;

/**
 * The whole of a transition. The parts run on one snapshot, in no given order, so each depends on the locks before it:
 * `held` takes the order's lock (`orders/order-lock.ts`) and is the fence, `current` is empty if the order changed
 * while the statement waited for that lock, and `ready` if the items are not as expected. All times are the one of
 * `ready`, because the statement's own lies before the wait.
 */
function transition(name: string, stock?: StockChange): ParameterStatement<Parameters, Outcome> {
  const items = stock === undefined ? '' : `items as materialized (${stock.lock}),`;
  const condition = stock === undefined ? '' : 'where (select count(*) from items) = :itemCount';
  return statementWithParameters<Parameters, Outcome>(
    name,
    `with held as materialized (
       select order_id from order_sagas where order_id = :orderId and lease_token = :leaseToken for update
     ), current as materialized (
       select o.id from held join orders o on o.id = held.order_id
        where o.version = :decidedVersion for no key update of o
     ), ${items}
     ready as materialized (select id, clock_timestamp() as at from current ${condition}), ${stock?.change ?? ''}
     event as materialized (
       select e.*, ready.at from ready cross join
         unnest(:messageIds::text[], :types::text[], :subjects::text[], :versions::integer[], :data::jsonb[]) with ordinality
           as e (message_id, type, subject, data_version, data, place)
     ), published as (
       insert into outbox
         (message_id, type, subject, data_version, data, correlation_id, causation_id, traceparent, occurred_at)
       select message_id, type, subject, data_version, data, :correlationId, :causationId, :traceparent, at
         from event order by place
     ), history as (
       insert into order_events
         (order_id, version, message_id, causation_id, correlation_id, type, data, data_version, occurred_at)
       select :orderId, :decidedVersion + place - :alongsideCount::integer, message_id, :causationId, :correlationId, type, data,
         data_version, at from event where place > :alongsideCount::integer
     ), viewed as (
       update orders o set version = :version, status = :status, payment_id = :paymentId, cancellation = :cancellation,
         cancellation_requested = :isCancellationRequested, refunds = :refunds, updated_at = ready.at
         from ready where o.id = ready.id and :version > :decidedVersion
     ), advanced as (
       update order_sagas s set step = :step, pending = :pending, attempts = :attempts, waited_ms = :waitedMs,
         cancellation = :sagaCancellation, last_message_id = :lastMessageId, payment_id = :sagaPaymentId,
         next_at = ready.at + make_interval(secs => :delaySeconds),
         step_since = case when s.step = :step and :attempts > 0 then s.step_since else ready.at end,
         card_token = case when :step = 'authorize' then s.card_token end,
         parked_at = case when :operatorReason::text is not null then ready.at end, parked_reason = :operatorReason,
         lease_token = case when :keepsLease then s.lease_token end,
         lease_until = case when :keepsLease then ready.at + make_interval(secs => :leaseSeconds) end
         from ready where s.order_id = ready.id
     )
     select exists (select from held) as is_held, exists (select from current) as is_current,
       exists (select from ready) as is_ready`,
  );
}

/** Longest timer over which a worker keeps its lease, which must leave time for the step itself. */
const longestKeptMs = 2_000;

/**
 * Writes a transition in one statement, which on a pool is one commit: events, outbox rows, the order's row, its items
 * and the saga's progress. Keeps the lease if the next step is due at once, or is a timed one that calls nobody: a
 * redirected saga must not be asked for by the worker that still waits.
 */
export async function writeTransition(
  database: Queryable,
  saga: OrderSaga,
  transition: Transition,
  leaseMs: number,
): Promise<WrittenTransition> {
  const { alongside, events, decision, stock, paymentId } = transition;
  const keepsLease = isLeaseKept(decision);
  const leaseEnd = deadlineAfter(leaseMs);
  return withOutboxRows([...alongside, ...events], async (rows, recorded) => {
    const lastMessageId = recorded.at(-1)?.messageId ?? saga.lastMessageId;
    const statement = transitions[stock ?? 'none'];
    const progress = { ...progressOf(decision), lastMessageId, sagaPaymentId: paymentId };
    const lease = { leaseToken: saga.leaseToken, keepsLease, leaseSeconds: leaseMs / 1_000 };
    const values = statement.values({ ...rows, ...orderOf(transition), ...progress, ...lease });
    const [outcome] = (await database.query(statement, values)).rows;
    if (outcome?.is_held !== true) return { state: 'lost' };
    if (!outcome.is_current) return { state: 'stale' };
    if (!outcome.is_ready) return { state: 'short' };
    const kept = { ...saga, lastMessageId, paymentId, leaseEnd };
    return { state: 'written', recorded, next: keepsLease ? advanced(kept, transition) : null };
  });
}

function isLeaseKept({ step, delayMs, needsOperator }: SagaDecision): boolean {
  if (step === 'done' || needsOperator !== undefined) return false;
  return delayMs === 0 || (sagaSteps[step].isTimed === true && delayMs <= longestKeptMs);
}

function orderOf({ version, state, events, alongside, stock }: Transition) {
  return {
    orderId: state.orderId,
    decidedVersion: version,
    alongsideCount: alongside.length,
    itemCount: stock === 'sell' ? petIdsOf(state).length : state.lines.length,
    ...changingColumns(state, version + events.length),
  };
}

function progressOf({
  step,
  pending,
  attempts,
  waitedMs,
  cancellation,
  delayMs,
  needsOperator,
}: SagaDecision) {
  return {
    step,
    pending,
    attempts,
    waitedMs,
    sagaCancellation: cancellation === null ? null : JSON.stringify(cancellation),
    delaySeconds: delayMs / 1_000,
    operatorReason: needsOperator ?? null,
  };
}

function advanced(saga: OrderSaga, { version, state, events, decision }: Transition): OrderSaga {
  const { step, pending, attempts, waitedMs, cancellation, delayMs } = decision;
  const { orderId } = saga;
  return {
    ...saga,
    step,
    pending,
    attempts,
    waitedMs,
    cancellation,
    delayMs,
    stepSinceMs: step === saga.step && attempts > 0 ? saga.stepSinceMs : performance.now(),
    cardToken: step === 'authorize' ? saga.cardToken : null,
    order: { orderId, version: version + events.length, state },
  };
}
