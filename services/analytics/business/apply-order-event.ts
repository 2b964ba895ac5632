import type { EventOf } from '@petstore/chassis/events';
import { type Queryable, statement } from '@petstore/chassis/postgres';
import { statusAfterEvent } from './status-after-event.ts';

export const orderEventTypes = [
  'OrderPlaced',
  'OrderItemsReserved',
  'OrderAccepted',
  'OrderPaymentCaptured',
  'OrderPreparationStarted',
  'OrderDispatched',
  'OrderDelivered',
  'OrderCancelled',
] as const;
type OrderEvent = EventOf<(typeof orderEventTypes)[number]>;

const insertOrder = statement(
  'orders-insert',
  `insert into orders (order_id, customer_id, correlation_id, status, total_minor, currency, placed_at)
   values ($1, $2, $3, $4, $5, $6, $7)`,
);
const setStatus = statement('orders-set-status', 'update orders set status = $2 where order_id = $1');
const setAccepted = statement(
  'orders-set-accepted',
  'update orders set accepted_at = $2 where order_id = $1',
);
const setCaptured = statement(
  'orders-set-captured',
  'update orders set captured_at = $2, captured_minor = $3 where order_id = $1',
);
const setDelivered = statement(
  'orders-set-delivered',
  'update orders set delivered_at = $2 where order_id = $1',
);
const setCancelled = statement(
  'orders-set-cancelled',
  'update orders set cancelled_at = $2, cancellation_code = $3 where order_id = $1',
);

/** An order's events come from one service in their order, so the first one makes the row that the others change. */
export async function applyOrderEvent(transaction: Queryable, event: OrderEvent): Promise<void> {
  const { orderId } = event.data;
  const status = statusAfterEvent(event.type);
  if (event.type === 'OrderPlaced') {
    const { customerId, totalMinor, currency } = event.data;
    const { correlationid, time } = event;
    await transaction.query(insertOrder, [
      orderId,
      customerId,
      correlationid,
      status,
      totalMinor,
      currency,
      time,
    ]);
    return;
  }
  if (status !== undefined) await transaction.query(setStatus, [orderId, status]);
  await noteMoment(transaction, event);
}

async function noteMoment(transaction: Queryable, event: OrderEvent): Promise<void> {
  const { orderId } = event.data;
  switch (event.type) {
    case 'OrderAccepted':
      await transaction.query(setAccepted, [orderId, event.time]);
      return;
    case 'OrderPaymentCaptured':
      await transaction.query(setCaptured, [orderId, event.time, event.data.capturedMinor]);
      return;
    case 'OrderDelivered':
      await transaction.query(setDelivered, [orderId, event.time]);
      return;
    case 'OrderCancelled':
      await transaction.query(setCancelled, [orderId, event.time, event.data.code]);
      return;
  }
}
