import type { OrderLine } from '@petstore/contracts/events';
import type { Delivery, OrderRefund, OrderStatus } from '@petstore/contracts/http';

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

export interface CancellationRequest {
  readonly reason: string;
  readonly requestedBy: string;
}

export interface RefundState {
  readonly id: string;
  readonly amountMinor: number;
  readonly status: OrderRefund['status'];
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
  readonly capturedMinor: number;
  readonly refunds: readonly RefundState[];
  readonly cancellationRequest: CancellationRequest | null;
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

/** What the provider has confirmed to be back. */
export function refundedMinorOf({ refunds }: Pick<OrderState, 'refunds'>): number {
  return sumOf(refunds.filter(({ status }) => status === 'refunded'));
}

/** What can still be asked back: a refund that is under way sets its amount aside. */
export function refundableMinorOf({
  capturedMinor,
  refunds,
}: Pick<OrderState, 'capturedMinor' | 'refunds'>): number {
  return capturedMinor - sumOf(refunds.filter(({ status }) => status !== 'refused'));
}

/** What was given back of a payment without the order knowing; nothing as long as a refund of the order's own may be in it. */
export function refundedElsewhereMinor(
  { refunds }: Pick<OrderState, 'refunds'>,
  refundedMinor: number,
): number {
  if (refunds.some(({ status }) => status === 'requested')) return 0;
  return Math.max(0, refundedMinor - refundedMinorOf({ refunds }));
}

function sumOf(refunds: readonly RefundState[]): number {
  return refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
