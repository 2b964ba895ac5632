import { type EventType, isEventType, type NewEvent } from '@petstore/contracts/events';
import { domainErrors } from '../errors.ts';

type OrderEventType = Extract<EventType, `Order${string}`>;

/** A fact of one order's life. */
export type OrderEvent = Extract<NewEvent, { type: OrderEventType }>;

export interface StoredOrderEvent {
  readonly type: string;
  readonly subject: string;
  readonly data: unknown;
}

/** The data was checked when it was written, so only the type is looked at. */
export function orderEventOf(stored: StoredOrderEvent): OrderEvent {
  if (!isEventType(stored.type) || !stored.type.startsWith('Order')) {
    throw domainErrors.create('order-history-broken', {
      message: `The history of ${stored.subject} holds a ${stored.type}, which is no event of an order.`,
    });
  }
  return stored as OrderEvent;
}
