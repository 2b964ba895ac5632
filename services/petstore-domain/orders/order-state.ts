import type { OrderLine } from '@petstore/contracts/events';
import type { Delivery, OrderStatus } from '@petstore/contracts/http';

/** How far an order got; finer than the status that its customer sees. */
export type OrderStage =
  | 'placed'
  | 'reserved'
  | 'authorized'
  | 'accepted'
  | 'captured'
  | 'preparing'
  | 'dispatched'
  | 'delivered'
  | 'cancelled';

export interface Cancellation {
  readonly code: string;
  readonly reason: string;
}

/** What an order's events add up to. An order without events has no state: `null`. */
export interface OrderState {
  readonly stage: OrderStage;
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly OrderLine[];
  readonly totalMinor: number;
  readonly currency: string;
  readonly delivery: Delivery;
  readonly paymentId: string | null;
  readonly cancellation: Cancellation | null;
}

const statuses: Readonly<Record<OrderStage, OrderStatus>> = {
  placed: 'pending',
  reserved: 'payment_processing',
  authorized: 'payment_processing',
  accepted: 'payment_confirmed',
  captured: 'payment_confirmed',
  preparing: 'preparing_for_delivery',
  dispatched: 'out_for_delivery',
  delivered: 'delivered',
  cancelled: 'cancelled',
};

export function statusOfStage(stage: OrderStage): OrderStatus {
  return statuses[stage];
}
