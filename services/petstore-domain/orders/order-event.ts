import { type EventType, isEventType, type NewEvent, upcastData } from '@petstore/contracts/events';
import { domainErrors } from '../errors.ts';

type OrderEventType = Extract<EventType, `Order${string}`>;

/** An event of one order. */
export type OrderEvent = Extract<NewEvent, { type: OrderEventType }>;

export function isOrderEvent(event: NewEvent): event is OrderEvent {
  return event.type.startsWith('Order');
}

export interface StoredOrderEvent {
  readonly type: string;
  readonly subject: string;
  readonly dataVersion: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Upcasts a stored event to its current version. Checks only its type: the data was validated when it was written.
 * Throws `order-history-broken` for an event of another aggregate.
 */
export function orderEventOf(stored: StoredOrderEvent): OrderEvent {
  if (!isEventType(stored.type) || !stored.type.startsWith('Order')) {
    throw domainErrors.create('order-history-broken', {
      message: `The history of ${stored.subject} contains a ${stored.type}, which is no event of an order.`,
    });
  }
  const { type, subject, dataVersion } = stored;
  return { type, subject, data: upcastData(type, dataVersion, stored.data) } as OrderEvent;
}
