import type { OrderLine } from '@petstore/contracts/events';
import type { Delivery, OrderRefund, OrderStatus } from '@petstore/contracts/http';

/** The progress of an order, in finer stages than the status that customers see. */
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

/** The state that an order's events replay to; `null` before the first event. */
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

/** The amount of the confirmed refunds. */
export function refundedMinorOf({ refunds }: Pick<OrderState, 'refunds'>): number {
  return sumOf(refunds.filter(({ status }) => status === 'refunded'));
}

/** The captured amount without the refunds that are confirmed or in progress. */
export function refundableMinorOf({
  capturedMinor,
  refunds,
}: Pick<OrderState, 'capturedMinor' | 'refunds'>): number {
  return capturedMinor - sumOf(refunds.filter(({ status }) => status !== 'refused'));
}

/**
 * The amount refunded at the payment provider without a refund of the order. 0 while a refund of the order is in
 * progress, because `refundedMinor` may include it.
 */
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
