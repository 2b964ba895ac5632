import type { AppError } from '@petstore/chassis/errors';
import { appendEvents, type RecordedEvent } from '@petstore/chassis/events';
import { isUniqueViolation, type Queryable, statement, type Transaction } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
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

const appendHistory = `insert into order_events
       (order_id, version, message_id, causation_id, correlation_id, type, data, data_version, occurred_at)
     select $1, $2 + e.place, e.message_id, $3, $4, e.type, e.data, e.data_version, statement_timestamp()
       from unnest($5::text[], $6::text[], $7::jsonb[], $8::integer[]) with ordinality
         as e (message_id, type, data, data_version, place)
     returning occurred_at`;

/** Writes the events and the row of the read model in one statement, so that both have the same timestamps. */
const recordFirst = statement(
  'record-new-order',
  `with history as (${appendHistory})
   insert into orders (id, version, correlation_id, status, payment_id, cancellation, cancellation_requested, refunds,
     customer_id, lines, total_minor, currency, delivery, placed_at, updated_at)
   select $1, $9, $4, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, min(occurred_at), max(occurred_at) from history`,
);
const recordMore = statement(
  'record-order-events',
  `with history as (${appendHistory})
   update orders set version = $9, status = $10, payment_id = $11, cancellation = $12, cancellation_requested = $13,
     refunds = $14, updated_at = (select max(occurred_at) from history)
   where id = $1`,
);

const insertRefund = statement(
  'insert-refund',
  `insert into order_refunds (refund_id, order_id, payment_id, amount_minor, reason, correlation_id, last_message_id)
   values ($1, $2, $3, $4, $5, $6, $7)`,
);

/** Replays an order from its events. */
export async function loadOrder(database: Queryable, orderId: string): Promise<LoadedOrder> {
  const { rows } = await database.query(readEvents, [orderId]);
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
  const history = [
    ...[order.orderId, order.version, first.causationId, first.correlationId],
    own.map(({ messageId }) => messageId),
    own.map(({ type }) => type),
    own.map(({ data }) => JSON.stringify(data)),
    own.map(({ version: dataVersion }) => dataVersion),
  ];
  const [record, fixed] = order.state === null ? [recordFirst, fixedColumns(state)] : [recordMore, []];
  const values = [...history, version, ...changingColumns(state), ...fixed];
  transaction.send(record, values, (error) => explainConflict(error, order));
  await openRefunds(transaction, recorded);
  return { order: { orderId: order.orderId, version, state }, recorded };
}

/** Inserts a row for each requested refund, for the refund worker. */
async function openRefunds(transaction: Queryable, recorded: readonly RecordedEvent[]): Promise<void> {
  for (const event of recorded) {
    if (event.type !== 'OrderRefundRequested') continue;
    const { refundId, orderId, paymentId, amountMinor, reason } = event.data;
    const { correlationId, messageId } = event;
    const values = [refundId, orderId, paymentId, amountMinor, reason, correlationId, messageId];
    await transaction.query(insertRefund, values);
  }
}

function explainConflict(error: AppError, { orderId, version }: LoadedOrder): Error {
  if (!isUniqueViolation(error, 'order_events_pkey')) return error;
  return domainErrors.create('order-changed-meanwhile', { cause: error, details: { orderId, version } });
}

/** Status, payment, cancellation and refunds, in the order of their columns. */
function changingColumns(state: OrderState): readonly unknown[] {
  return [
    statusOfStage(state.stage),
    state.paymentId,
    state.cancellation === null ? null : JSON.stringify(state.cancellation),
    state.cancellationRequest !== null,
    JSON.stringify(state.refunds),
  ];
}

/** Customer, lines, total, currency and delivery, in the order of their columns. */
function fixedColumns(state: OrderState): readonly unknown[] {
  const { customerId, lines, totalMinor, currency, delivery } = state;
  return [customerId, JSON.stringify(lines), totalMinor, currency, JSON.stringify(delivery)];
}
