import type { Metrics } from '@petstore/chassis/metrics';
import type { EventType, NewEvent } from '@petstore/contracts/events';
import type { OrderStatus } from '@petstore/contracts/http';

/** The status that an order reaches with an event; other events do not change it. */
export const reachedStatus: Partial<Readonly<Record<EventType, OrderStatus>>> = {
  OrderPlaced: 'pending',
  OrderItemsReserved: 'payment_processing',
  OrderAccepted: 'payment_confirmed',
  OrderPreparationStarted: 'preparing_for_delivery',
  OrderDispatched: 'out_for_delivery',
  OrderDelivered: 'delivered',
  OrderCancelled: 'cancelled',
};

const refundOutcome: Partial<Readonly<Record<EventType, string>>> = {
  OrderRefundRequested: 'requested',
  OrderRefunded: 'refunded',
  OrderRefundRefused: 'refused',
};

/** Orders here take part in no experiment. */
const noVariant = 'none';

/** Counts events of orders; call it after their transaction was committed. */
export function countOrderEvents(metrics: Metrics, events: readonly NewEvent[]): void {
  for (const event of events) {
    const status = reachedStatus[event.type];
    if (status !== undefined) metrics.counter('petstore_orders_total').inc({ status });
    if (event.type === 'OrderPaymentCaptured') {
      const { currency, capturedMinor } = event.data;
      metrics.counter('petstore_revenue_minor_units_total').inc({ currency }, capturedMinor);
    }
    if (event.type === 'OrderRefunded') {
      const { currency, amountMinor } = event.data;
      metrics.counter('petstore_refunded_minor_units_total').inc({ currency }, amountMinor);
    }
    const refund = refundOutcome[event.type];
    if (refund !== undefined) metrics.counter('petstore_refunds_total').inc({ outcome: refund });
    if (event.type === 'OrderDelivered') {
      metrics.counter('petstore_purchases_total').inc({ variant: noVariant });
    }
  }
}
