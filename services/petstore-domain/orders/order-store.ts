import { appendEvents, type RecordedEvent } from '@petstore/chassis/events';
import { isUniqueViolation, type Queryable, statement, type Transaction } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import { domainErrors } from '../errors.ts';
import { evolveOrder } from './evolve-order.ts';
import { type OrderEvent, orderEventOf, type StoredOrderEvent } from './order-event.ts';
import { type OrderState, statusOfStage } from './order-state.ts';

/** An order as its events say; version 0 while it has none. */
export interface LoadedOrder {
  readonly orderId: string;
  readonly version: number;
  readonly state: OrderState | null;
}

export interface NewOrderEvents {
  readonly events: readonly OrderEvent[];
  /** Facts of other aggregates that happened together with these, published before them. */
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

const insertEvents = statement(
  'insert-order-events',
  `insert into order_events (order_id, version, message_id, causation_id, correlation_id, type, data, data_version, occurred_at)
   select $1, $2 + e.place, e.message_id, $6, $7, e.type, e.data, e.data_version, statement_timestamp()
     from unnest($3::text[], $4::text[], $5::jsonb[], $8::integer[]) with ordinality
       as e (message_id, type, data, data_version, place)`,
);

// The times are the history's, so that the row is the same whenever it is written.
const upsertOrder = statement(
  'upsert-order',
  `insert into orders (id, version, customer_id, correlation_id, status, lines, total_minor, currency, delivery,
     payment_id, cancellation, cancellation_requested, refunds, placed_at, updated_at)
   select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, min(occurred_at), max(occurred_at)
     from order_events where order_id = $1
   on conflict (id) do update set version = excluded.version, status = excluded.status,
     payment_id = excluded.payment_id, cancellation = excluded.cancellation,
     cancellation_requested = excluded.cancellation_requested, refunds = excluded.refunds,
     updated_at = excluded.updated_at`,
);

/** Replays an order. */
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
 * Appends events to an order's history, to its read model and to the outbox, all in the caller's transaction, which fails with
 * `order-changed-meanwhile` when the order is no longer at the version that was loaded.
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
  insertHistory(transaction, order, own);
  const version = order.version + own.length;
  const state = events.reduce<OrderState | null>(evolveOrder, order.state);
  const next = { orderId: order.orderId, version, state };
  writeReadModel(transaction, next, first.correlationId);
  return { order: next, recorded };
}

function insertHistory(
  transaction: Transaction,
  { orderId, version }: LoadedOrder,
  events: readonly RecordedEvent[],
): void {
  const [first] = events;
  const values = [
    orderId,
    version,
    events.map(({ messageId }) => messageId),
    events.map(({ type }) => type),
    events.map(({ data }) => JSON.stringify(data)),
    first?.causationId,
    first?.correlationId,
    events.map(({ version: dataVersion }) => dataVersion),
  ];
  transaction.send(insertEvents, values, (error) =>
    isUniqueViolation(error, 'order_events_pkey')
      ? domainErrors.create('order-changed-meanwhile', { cause: error, details: { orderId, version } })
      : error,
  );
}

/** The row that an order's events, which stand in its history already, add up to. */
export function writeReadModel(
  transaction: Transaction,
  { orderId, version, state }: LoadedOrder,
  correlationId: string,
): void {
  if (state === null) return;
  transaction.send(upsertOrder, [
    orderId,
    version,
    state.customerId,
    correlationId,
    statusOfStage(state.stage),
    JSON.stringify(state.lines),
    state.totalMinor,
    state.currency,
    JSON.stringify(state.delivery),
    state.paymentId,
    state.cancellation === null ? null : JSON.stringify(state.cancellation),
    state.cancellationRequest !== null,
    JSON.stringify(state.refunds),
  ]);
}
