import { domainErrors } from '../errors.ts';
import type { OrderEvent } from './order-event.ts';
import type { OrderState } from './order-state.ts';

/** The state after one more event. Throws when the history does not begin with the order being placed. */
export function evolveOrder(state: OrderState | null, event: OrderEvent): OrderState {
  if (event.type === 'OrderPlaced') return placed(state, event);
  if (state === null) throw broken(event, 'comes before OrderPlaced');
  switch (event.type) {
    case 'OrderItemsReserved':
      return { ...state, stage: 'reserved' };
    case 'OrderPaymentAuthorized':
      return { ...state, stage: 'authorized', paymentId: event.data.paymentId };
    case 'OrderAccepted':
      return { ...state, stage: 'accepted' };
    case 'OrderPaymentCaptured':
      return { ...state, stage: 'captured' };
    case 'OrderPreparationStarted':
      return { ...state, stage: 'preparing' };
    case 'OrderDispatched':
      return { ...state, stage: 'dispatched' };
    case 'OrderDelivered':
      return { ...state, stage: 'delivered' };
    case 'OrderCancelled': {
      const { code, reason } = event.data;
      return { ...state, stage: 'cancelled', cancellation: { code, reason } };
    }
  }
}

function placed(state: OrderState | null, event: Extract<OrderEvent, { type: 'OrderPlaced' }>): OrderState {
  if (state !== null) throw broken(event, 'comes twice');
  return { ...event.data, stage: 'placed', paymentId: null, cancellation: null };
}

function broken(event: OrderEvent, words: string): Error {
  return domainErrors.create('order-history-broken', {
    message: `The history of ${event.subject} is broken: ${event.type} ${words}.`,
  });
}
