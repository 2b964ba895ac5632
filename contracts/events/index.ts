/** Events that services publish to each other: envelope, types, versions and data schemas. No transport. */
export {
  PetListed,
  PetReleased,
  PetReserved,
  PetSold,
  ProductRestocked,
  ProductStocked,
} from './catalogue-events.ts';
export type { CloudEvent } from './cloud-event.ts';
export {
  CartItemPut,
  CustomerInteracted,
  CustomerProfileStated,
  RecommendationsServed,
} from './customer-events.ts';
export {
  type EventData,
  type EventType,
  eventSchemas,
  isEventType,
  type NewEvent,
  standingEvents,
} from './event-schemas.ts';
export {
  OrderAccepted,
  OrderCancellationRequested,
  OrderCancelled,
  OrderDelivered,
  OrderDispatched,
  OrderItemsReserved,
  OrderLine,
  OrderPaymentAuthorized,
  OrderPaymentCaptured,
  OrderPlaced,
  OrderPreparationStarted,
  OrderRefunded,
  OrderRefundRefused,
  OrderRefundRequested,
} from './order-events.ts';
export {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
} from './payment-events.ts';
export { upcastData } from './upcast-data.ts';
