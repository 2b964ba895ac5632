import type { OrderStatus } from '@petstore/contracts/http';

/** The order's status once this event has happened, as the shop tells it; undefined where the event does not change it. */
export function statusAfterEvent(type: string): OrderStatus | undefined {
  return statusByType[type];
}

const statusByType: Readonly<Record<string, OrderStatus>> = {
  OrderPlaced: 'pending',
  OrderItemsReserved: 'payment_processing',
  OrderAccepted: 'payment_confirmed',
  OrderPreparationStarted: 'preparing_for_delivery',
  OrderDispatched: 'out_for_delivery',
  OrderDelivered: 'delivered',
  OrderCancelled: 'cancelled',
};
