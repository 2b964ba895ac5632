import type { EventOf } from '@petstore/chassis/events';
import { statement, statementWithParameters, type Transaction } from '@petstore/chassis/postgres';
import type { OrderStatus } from '@petstore/contracts/http';

/** The order's status in the API of the shop after an event; absent if the event does not change it. */
const statusByType: Readonly<Record<string, OrderStatus>> = {
  OrderPlaced: 'pending',
  OrderItemsReserved: 'payment_processing',
  OrderAccepted: 'payment_confirmed',
  OrderPreparationStarted: 'preparing_for_delivery',
  OrderDispatched: 'out_for_delivery',
  OrderDelivered: 'delivered',
  OrderCancelled: 'cancelled',
};

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

interface InsertedOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly correlationId: string;
  readonly status: OrderStatus | undefined;
  readonly totalMinor: number;
  readonly currency: string;
  readonly placedAt: string;
}

const insertOrder = statementWithParameters<InsertedOrder>(
  'orders-insert',
  `insert into orders (order_id, customer_id, correlation_id, status, total_minor, currency, placed_at)
   values (:orderId, :customerId, :correlationId, :status, :totalMinor, :currency, :placedAt)`,
);
const setStatus = statement('orders-set-status', 'update orders set status = $2 where order_id = $1');
const setAccepted = statement(
  'orders-set-accepted',
  'update orders set status = $2, accepted_at = $3 where order_id = $1',
);
const setCaptured = statement(
  'orders-set-captured',
  'update orders set captured_at = $2, captured_minor = $3 where order_id = $1',
);
const setDelivered = statement(
  'orders-set-delivered',
  'update orders set status = $2, delivered_at = $3 where order_id = $1',
);
const setCancelled = statement(
  'orders-set-cancelled',
  'update orders set status = $2, cancelled_at = $3, cancellation_code = $4 where order_id = $1',
);

/**
 * Updates the orders. One service publishes an order's events in order, so OrderPlaced inserts the row that later
 * events update.
 */
export function applyOrderEvent(transaction: Transaction, event: OrderEvent): void {
  const { orderId } = event.data;
  const status = statusByType[event.type];
  switch (event.type) {
    case 'OrderPlaced': {
      const { customerId, totalMinor, currency } = event.data;
      const inserted = {
        orderId,
        customerId,
        correlationId: event.correlationid,
        status,
        totalMinor,
        currency,
        placedAt: event.time,
      };
      transaction.send(insertOrder, insertOrder.values(inserted));
      return;
    }
    case 'OrderAccepted':
      transaction.send(setAccepted, [orderId, status, event.time]);
      return;
    case 'OrderPaymentCaptured':
      transaction.send(setCaptured, [orderId, event.time, event.data.capturedMinor]);
      return;
    case 'OrderDelivered':
      transaction.send(setDelivered, [orderId, status, event.time]);
      return;
    case 'OrderCancelled':
      transaction.send(setCancelled, [orderId, status, event.time, event.data.code]);
      return;
    default:
      transaction.send(setStatus, [orderId, status]);
  }
}
