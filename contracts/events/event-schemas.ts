import type { Static, TSchema } from 'typebox';
import {
  PetListed,
  PetReleased,
  PetReserved,
  PetSold,
  ProductRestocked,
  ProductStocked,
} from './catalogue-events.ts';
import {
  CartItemPut,
  CustomerInteracted,
  CustomerProfileStated,
  RecommendationsServed,
} from './customer-events.ts';
import {
  OrderAccepted,
  OrderCancellationRequested,
  OrderCancelled,
  OrderDelivered,
  OrderDispatched,
  OrderItemsReserved,
  OrderPaymentAuthorized,
  OrderPaymentCaptured,
  OrderPlaced,
  OrderPreparationStarted,
  OrderRefunded,
  OrderRefundRefused,
  OrderRefundRequested,
} from './order-events.ts';
import {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
} from './payment-events.ts';

interface EventDefinition<Schema extends TSchema = TSchema> {
  /** Version that producers write today. */
  readonly version: number;
  readonly data: Schema;
}

/** Every event type of the system with its current version and the schema of its data. */
export const eventSchemas = {
  PetListed: { version: 1, data: PetListed },
  PetReserved: { version: 1, data: PetReserved },
  PetReleased: { version: 1, data: PetReleased },
  PetSold: { version: 1, data: PetSold },
  ProductStocked: { version: 1, data: ProductStocked },
  ProductRestocked: { version: 1, data: ProductRestocked },
  CustomerProfileStated: { version: 1, data: CustomerProfileStated },
  CartItemPut: { version: 1, data: CartItemPut },
  CustomerInteracted: { version: 1, data: CustomerInteracted },
  RecommendationsServed: { version: 1, data: RecommendationsServed },
  OrderPlaced: { version: 2, data: OrderPlaced },
  OrderItemsReserved: { version: 1, data: OrderItemsReserved },
  OrderPaymentAuthorized: { version: 1, data: OrderPaymentAuthorized },
  OrderAccepted: { version: 1, data: OrderAccepted },
  OrderPaymentCaptured: { version: 1, data: OrderPaymentCaptured },
  OrderPreparationStarted: { version: 1, data: OrderPreparationStarted },
  OrderDispatched: { version: 1, data: OrderDispatched },
  OrderDelivered: { version: 1, data: OrderDelivered },
  OrderCancelled: { version: 1, data: OrderCancelled },
  OrderCancellationRequested: { version: 1, data: OrderCancellationRequested },
  OrderRefundRequested: { version: 1, data: OrderRefundRequested },
  OrderRefunded: { version: 1, data: OrderRefunded },
  OrderRefundRefused: { version: 1, data: OrderRefundRefused },
  PaymentAuthorized: { version: 1, data: PaymentAuthorized },
  PaymentDeclined: { version: 1, data: PaymentDeclined },
  PaymentCaptured: { version: 1, data: PaymentCaptured },
  PaymentVoided: { version: 1, data: PaymentVoided },
  PaymentRefunded: { version: 1, data: PaymentRefunded },
} as const satisfies Record<string, EventDefinition>;

export type EventType = keyof typeof eventSchemas;
export type EventData<Type extends EventType> = Static<(typeof eventSchemas)[Type]['data']>;

/** An event before it is recorded: its type, the aggregate it belongs to and its data. */
export type NewEvent = {
  [Type in EventType]: { readonly type: Type; readonly subject: string; readonly data: EventData<Type> };
}[EventType];

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(eventSchemas, text);
}

/**
 * Events whose content stays valid until an event of the given type is published for the same subject. Retention keeps
 * them until then.
 */
export const standingEvents = {
  PetListed: 'PetSold',
  CustomerProfileStated: 'CustomerProfileStated',
  ProductStocked: 'ProductStocked',
  // A restock adds to the last stated amount, so it stays valid until the amount is stated again.
  ProductRestocked: 'ProductStocked',
} as const satisfies Partial<Record<EventType, EventType>>;
