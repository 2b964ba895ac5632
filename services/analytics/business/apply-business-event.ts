import type { EventOf } from '@petstore/chassis/events';
import type { Transaction } from '@petstore/chassis/postgres';
import { applyCartEvent, cartEventTypes } from './apply-cart-event.ts';
import { applyOrderEvent, orderEventTypes } from './apply-order-event.ts';
import { applyPaymentEvent, paymentEventTypes } from './apply-payment-event.ts';

export const businessEventTypes = [...orderEventTypes, ...paymentEventTypes, ...cartEventTypes] as const;
type BusinessEvent = EventOf<(typeof businessEventTypes)[number]>;

/** Applies an event to every read model that it concerns; an OrderPlaced updates both the orders and the carts. */
export async function applyBusinessEvent(transaction: Transaction, event: BusinessEvent): Promise<void> {
  if (isOneOf(event, orderEventTypes)) applyOrderEvent(transaction, event);
  if (isOneOf(event, paymentEventTypes)) applyPaymentEvent(transaction, event);
  if (isOneOf(event, cartEventTypes)) applyCartEvent(transaction, event);
}

function isOneOf<Type extends BusinessEvent['type']>(
  event: BusinessEvent,
  types: readonly Type[],
): event is Extract<BusinessEvent, { readonly type: Type }> {
  return types.some((type) => type === event.type);
}
