import { domainErrors } from '../errors.ts';
import type { OrderEvent } from './order-event.ts';
import type { OrderState, RefundState } from './order-state.ts';

/** The state after one more event. Throws `order-history-broken` unless `OrderPlaced` comes first, and once. */
export function evolveOrder(state: OrderState | null, event: OrderEvent): OrderState {
  if (event.type === 'OrderPlaced') return placed(state, event);
  if (state === null) throw broken(event, 'precedes OrderPlaced');
  switch (event.type) {
    case 'OrderItemsReserved':
      return { ...state, stage: 'reserved' };
    case 'OrderPaymentAuthorized':
      return { ...state, stage: 'authorized', paymentId: event.data.paymentId };
    case 'OrderAccepted':
      return { ...state, stage: 'accepted' };
    case 'OrderPaymentCaptured':
      return { ...state, stage: 'captured', capturedMinor: event.data.capturedMinor };
    case 'OrderPreparationStarted':
      return { ...state, stage: 'preparing' };
    case 'OrderDispatched':
      return { ...state, stage: 'dispatched' };
    case 'OrderDelivered':
      return { ...state, stage: 'delivered' };
    case 'OrderCancelled': {
      const { code, reason, paymentId = state.paymentId } = event.data;
      return { ...state, stage: 'cancelled', paymentId, cancellation: { code, reason } };
    }
    case 'OrderCancellationRequested': {
      const { reason, requestedBy } = event.data;
      return { ...state, cancellationRequest: { reason, requestedBy } };
    }
    case 'OrderRefundRequested': {
      const { refundId: id, amountMinor, reason } = event.data;
      return { ...state, refunds: [...state.refunds, { id, amountMinor, status: 'requested', reason }] };
    }
    case 'OrderRefunded':
      return withRefund(state, event.data.refundId, { status: 'refunded' });
    case 'OrderRefundRefused':
      return withRefund(state, event.data.refundId, { status: 'refused', reason: event.data.reason });
  }
}

function placed(state: OrderState | null, event: Extract<OrderEvent, { type: 'OrderPlaced' }>): OrderState {
  if (state !== null) throw broken(event, 'occurs twice');
  const { orderId, customerId, lines, totalMinor, currency, delivery } = event.data;
  return {
    orderId,
    customerId,
    lines,
    totalMinor,
    currency,
    delivery,
    stage: 'placed',
    paymentId: null,
    capturedMinor: 0,
    refunds: [],
    cancellationRequest: null,
    cancellation: null,
  };
}

function withRefund(state: OrderState, refundId: string, change: Partial<RefundState>): OrderState {
  const refunds = state.refunds.map((refund) => (refund.id === refundId ? { ...refund, ...change } : refund));
  return { ...state, refunds };
}

function broken(event: OrderEvent, words: string): Error {
  return domainErrors.create('order-history-broken', {
    message: `The history of ${event.subject} is broken: ${event.type} ${words}.`,
  });
}
