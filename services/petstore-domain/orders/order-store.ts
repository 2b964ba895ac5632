import type { AppError } from '@petstore/chassis/errors';
import { appendEvents, type RecordedEvent } from '@petstore/chassis/events';
import {
  isUniqueViolation,
  type Queryable,
  statement,
  statementWithParameters,
  type Transaction,
} from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import type { OrderStatus } from '@petstore/contracts/http';
import { domainErrors } from '../errors.ts';
import { evolveOrder } from './evolve-order.ts';
import { type OrderEvent, orderEventOf, type StoredOrderEvent } from './order-event.ts';
import { type OrderState, statusOfStage } from './order-state.ts';

/** An order replayed from its events; version 0 before the first one. */
export interface LoadedOrder {
  readonly orderId: string;
  readonly version: number;
  readonly state: OrderState | null;
}

export interface NewOrderEvents {
  readonly events: readonly OrderEvent[];
  /** Events of other aggregates in the same transaction, published before these. */
  readonly alongside?: readonly NewEvent[];
}

export interface RecordedOrder {
  readonly order: LoadedOrder;
  readonly recorded: readonly RecordedEvent[];
}

const readEvents = statement<Omit<StoredOrderEvent, 'subject'>>(
  'read-order-events',
  'select type, data_version as "dataVersion", data from order_events where order_id = $1 order by version',
);

const readLeasedEvents = statement<Omit<StoredOrderEvent, 'subject'>>(
  'read-events-of-leased-order',
  `select type, data_version as "dataVersion", data from order_events
   where order_id = $1 and exists (select from order_sagas where order_id = $1 and lease_token = $2)
   order by version`,
);

interface AppendedHistory {
  readonly orderId: string;
  /** The version before these events. */
  readonly loadedVersion: number;
  readonly causationId: string | null;
  readonly correlationId: string;
  readonly messageIds: readonly string[];
  readonly types: readonly string[];
  /** JSON texts. */
  readonly data: readonly string[];
  readonly dataVersions: readonly number[];
}

/** The columns of the read model that later events change. */
export interface ChangingColumns {
  readonly version: number;
  readonly status: OrderStatus;
  readonly paymentId: string | null;
  /** JSON text. */
  readonly cancellation: string | null;
  readonly isCancellationRequested: boolean;
  /** JSON text. */
  readonly refunds: string;
}

const appendHistory = `insert into order_events
       (order_id, version, message_id, causation_id, correlation_id, type, data, data_version, occurred_at)
     select :orderId, :loadedVersion + e.place, e.message_id, :causationId, :correlationId, e.type, e.data,
         e.data_version, statement_timestamp()
       from unnest(:messageIds::text[], :types::text[], :data::jsonb[], :dataVersions::integer[]) with ordinality
         as e (message_id, type, data, data_version, place)
     returning occurred_at`;

/** Writes the events and the row of the read model in one statement, so that both have the same timestamps. */
const recordEvents = statementWithParameters<AppendedHistory & ChangingColumns>(
  'record-order-events',
  `with history as (${appendHistory})
   update orders set version = :version, status = :status, payment_id = :paymentId, cancellation = :cancellation,
     cancellation_requested = :isCancellationRequested, refunds = :refunds,
     updated_at = (select max(occurred_at) from history)
   where id = :orderId`,
);

interface InsertedRefund {
  readonly refundId: string;
  readonly orderId: string;
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly reason: string;
  readonly correlationId: string;
  readonly lastMessageId: string;
}

const insertRefund = statementWithParameters<InsertedRefund>(
  'insert-refund',
  `insert into order_refunds (refund_id, order_id, payment_id, amount_minor, reason, correlation_id, last_message_id)
   values (:refundId, :orderId, :paymentId, :amountMinor, :reason, :correlationId, :lastMessageId)`,
);

/** Replays an order from its events. */
export async function loadOrder(database: Queryable, orderId: string): Promise<LoadedOrder> {
  const { rows } = await database.query(readEvents, [orderId]);
  return replay(orderId, rows);
}

/** Replays an order if its saga has the lease at this moment; else null. */
export async function loadLeasedOrder(
  database: Queryable,
  orderId: string,
  leaseToken: string,
): Promise<LoadedOrder | null> {
  const { rows } = await database.query(readLeasedEvents, [orderId, leaseToken]);
  return rows.length === 0 ? null : replay(orderId, rows);
}

function replay(orderId: string, rows: readonly Omit<StoredOrderEvent, 'subject'>[]): LoadedOrder {
  const events = rows.map((row) => orderEventOf({ ...row, subject: orderId }));
  return {
    orderId,
    version: events.length,
    state: events.reduce<OrderState | null>(evolveOrder, null),
  };
}

/**
 * Appends events to an order's history and to the outbox, updates its row of the read model and opens the refunds that
 * they request, all in the caller's transaction. The transaction fails with `order-changed-meanwhile` if the order has
 * moved on from the loaded version.
 */
export async function recordOrderEvents(
  transaction: Transaction,
  order: LoadedOrder,
  { events, alongside = [] }: NewOrderEvents,
): Promise<RecordedOrder> {
  const recorded = await appendEvents(transaction, [...alongside, ...events]);
  const own = recorded.slice(alongside.length);
  const [first] = own;
  if (first === undefined) return { order, recorded };
  const version = order.version + own.length;
  const state = events.reduce<OrderState | null>(evolveOrder, order.state);
  if (state === null) return { order, recorded };
  const changed = {
    orderId: order.orderId,
    loadedVersion: order.version,
    causationId: first.causationId,
    correlationId: first.correlationId,
    messageIds: own.map(({ messageId }) => messageId),
    types: own.map(({ type }) => type),
    data: own.map(({ data }) => JSON.stringify(data)),
    dataVersions: own.map(({ version: dataVersion }) => dataVersion),
    ...changingColumns(state, version),
  };
  transaction.send(recordEvents, recordEvents.values(changed), (error) => explainConflict(error, order));
  await openRefunds(transaction, recorded);
  return { order: { orderId: order.orderId, version, state }, recorded };
}

/** Inserts a row for each requested refund, for the refund worker. */
export async function openRefunds(transaction: Queryable, recorded: readonly RecordedEvent[]): Promise<void> {
  for (const event of recorded) {
    if (event.type !== 'OrderRefundRequested') continue;
    const { refundId, orderId, paymentId, amountMinor, reason } = event.data;
    const values = insertRefund.values({
      refundId,
      orderId,
      paymentId,
      amountMinor,
      reason,
      correlationId: event.correlationId,
      lastMessageId: event.messageId,
    });
    await transaction.query(insertRefund, values);
  }
}

function explainConflict(error: AppError, { orderId, version }: LoadedOrder): Error {
  if (!isUniqueViolation(error, 'order_events_pkey')) return error;
  return domainErrors.create('order-changed-meanwhile', { cause: error, details: { orderId, version } });
}

export function changingColumns(state: OrderState, version: number): ChangingColumns {
  return {
    version,
    status: statusOfStage(state.stage),
    paymentId: state.paymentId,
    cancellation: state.cancellation === null ? null : JSON.stringify(state.cancellation),
    isCancellationRequested: state.cancellationRequest !== null,
    refunds: JSON.stringify(state.refunds),
  };
}
