import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { OrderLine } from '@petstore/contracts/events';
import { upcastData } from '@petstore/contracts/events';
import type { Delivery, Order, OrderHistoryEvent, OrderStatus } from '@petstore/contracts/http';
import {
  type Cancellation,
  type OrderState,
  type RefundState,
  refundedMinorOf,
  statusOfStage,
} from './order-state.ts';

interface OrderRow {
  readonly id: string;
  readonly customer_id: string;
  readonly correlation_id: string;
  readonly status: OrderStatus;
  readonly lines: readonly OrderLine[];
  readonly total_minor: number;
  readonly currency: string;
  readonly delivery: Delivery;
  readonly payment_id: string | null;
  readonly cancellation: Cancellation | null;
  readonly cancellation_requested: boolean;
  readonly refunds: readonly RefundState[];
  readonly placed_at: Date;
  readonly updated_at: Date;
}

interface HistoryRow {
  readonly message_id: string;
  readonly causation_id: string | null;
  readonly correlation_id: string;
  readonly type: string;
  readonly version: number;
  readonly occurred_at: Date;
  readonly data: Record<string, unknown>;
  readonly data_version: number;
}

export interface OrderFilter {
  /** Null for an operator, who sees all orders. */
  readonly ownerId: string | null;
  readonly correlationId?: string;
  readonly beforeId: string | null;
  readonly limit: number;
}

/** A customer's orders that are neither delivered nor cancelled. */
export interface OpenOrders {
  readonly orders: number;
  /** Units in all of them. */
  readonly items: number;
}

const columns = `id, customer_id, correlation_id, status, lines, total_minor, currency, delivery, payment_id, cancellation,
  cancellation_requested, refunds, placed_at, updated_at`;

const findOrderRow = statement<OrderRow>(
  'find-order',
  `select ${columns} from orders where id = $1 and ($2::text is null or customer_id = $2)`,
);

const listOrdersOfOwner = statement<OrderRow>(
  'list-orders-of-owner',
  `select ${columns} from orders
   where customer_id = $1 and ($2::text is null or correlation_id = $2) and id < $3
   order by id desc limit $4`,
);

const listAllOrders = statement<OrderRow>(
  'list-all-orders',
  `select ${columns} from orders where id < $1 order by id desc limit $2`,
);

const listOrdersOfCorrelation = statement<OrderRow>(
  'list-orders-of-correlation',
  `select ${columns} from orders where id < $1 and correlation_id = $3 order by id desc limit $2`,
);

/** Sorts after every order's id, which begins with `ord_`. */
const afterAllIds = 'p';

/** Selects the `OpenOrders` of a customer; also as part of another statement. */
export function openOrdersOf(customerId: string): string {
  return `select count(distinct o.id) as orders, coalesce(sum((line->>'quantity')::integer), 0) as items
     from orders o cross join lateral jsonb_array_elements(o.lines) line
    where o.customer_id = ${customerId} and o.status not in ('delivered', 'cancelled')`;
}

const countOpen = statement<OpenOrders>('count-open-orders', openOrdersOf('$1'));

const readStatusRows = statement<{ id: string; status: OrderStatus }>(
  'read-order-statuses',
  'select id, status from orders where id = any($1)',
);

const readHistoryRows = statement<HistoryRow>(
  'read-order-history',
  `select message_id, causation_id, correlation_id, type, version, occurred_at, data, data_version
     from order_events where order_id = $1 order by version`,
);

export async function readOpenOrders(database: Queryable, customerId: string): Promise<OpenOrders> {
  return (await database.query(countOpen, [customerId])).rows[0] ?? { orders: 0, items: 0 };
}

/** Null if there is no such order, or if it belongs to another customer than `ownerId`. */
export async function findOrder(
  database: Queryable,
  id: string,
  ownerId: string | null,
): Promise<Order | null> {
  const [row] = (await database.query(findOrderRow, [id, ownerId])).rows;
  return row === undefined ? null : orderOf(row);
}

/** Columns of an order that its events do not tell. */
export interface OrderPlace {
  readonly correlationId: string;
  readonly placedAt: Date;
  readonly updatedAt: Date;
}

/** An order as a reader sees it, from the state that its events replay to. */
export function viewOrder(state: OrderState, { correlationId, placedAt, updatedAt }: OrderPlace): Order {
  const { orderId, customerId, stage, totalMinor, paymentId, cancellationRequest, ...shared } = state;
  return orderOf({
    ...shared,
    id: orderId,
    customer_id: customerId,
    correlation_id: correlationId,
    status: statusOfStage(stage),
    total_minor: totalMinor,
    payment_id: paymentId,
    cancellation_requested: cancellationRequest !== null,
    placed_at: placedAt,
    updated_at: updatedAt,
  });
}

/** The statuses of orders by id; an absent order has none. */
export async function readStatuses(
  database: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OrderStatus>> {
  const { rows } = await database.query(readStatusRows, [ids]);
  return new Map(rows.map(({ id, status }) => [id, status]));
}

/** Newest first; one row more than the limit if the list continues. */
export async function listOrders(database: Queryable, filter: OrderFilter): Promise<Order[]> {
  const { ownerId, correlationId = null, beforeId, limit } = filter;
  const [before, most] = [beforeId ?? afterAllIds, limit + 1];
  const list = () => {
    if (ownerId !== null) return database.query(listOrdersOfOwner, [ownerId, correlationId, before, most]);
    if (correlationId === null) return database.query(listAllOrders, [before, most]);
    return database.query(listOrdersOfCorrelation, [before, most, correlationId]);
  };
  return (await list()).rows.map(orderOf);
}

export async function readHistory(database: Queryable, orderId: string): Promise<OrderHistoryEvent[]> {
  return (await database.query(readHistoryRows, [orderId])).rows.map((row) => ({
    messageId: row.message_id,
    causationId: row.causation_id,
    correlationId: row.correlation_id,
    type: row.type,
    version: row.version,
    occurredAt: row.occurred_at.toISOString(),
    data: upcastData(row.type, row.data_version, row.data),
  }));
}

function orderOf(row: OrderRow): Order {
  const { id, status, currency, delivery, cancellation } = row;
  const money = (amountMinor: number) => ({ amountMinor, currency });
  return {
    id,
    customerId: row.customer_id,
    correlationId: row.correlation_id,
    status,
    items: row.lines.map(({ unitPriceMinor, ...line }) => ({
      ...line,
      unitPrice: money(unitPriceMinor),
    })),
    total: money(row.total_minor),
    paymentId: row.payment_id,
    cancellation,
    cancellationRequested: row.cancellation_requested,
    refunds: row.refunds.map(({ amountMinor, ...refund }) => ({ ...refund, amount: money(amountMinor) })),
    refunded: money(refundedMinorOf(row)),
    delivery,
    placedAt: row.placed_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
