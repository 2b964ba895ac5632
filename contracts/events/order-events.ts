import { type Static, Type } from 'typebox';

const orderRef = { orderId: Type.String(), customerId: Type.String() };

export const OrderLine = Type.Object({
  sku: Type.String(),
  kind: Type.Enum(['pet', 'product']),
  name: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
  unitPriceMinor: Type.Integer({ minimum: 0 }),
});
export type OrderLine = Static<typeof OrderLine>;

/** The cart became an order. The card token is not part of any event. */
export const OrderPlaced = Type.Object({
  ...orderRef,
  lines: Type.Array(OrderLine, { minItems: 1 }),
  totalMinor: Type.Integer({ minimum: 0 }),
  currency: Type.String(),
  delivery: Type.Record(Type.String(), Type.String()),
});
export type OrderPlaced = Static<typeof OrderPlaced>;

export const OrderItemsReserved = Type.Object({ ...orderRef, expiresAt: Type.String() });
export type OrderItemsReserved = Static<typeof OrderItemsReserved>;
export const OrderPaymentAuthorized = Type.Object({ ...orderRef, paymentId: Type.String() });
export type OrderPaymentAuthorized = Static<typeof OrderPaymentAuthorized>;
export const OrderAccepted = Type.Object({ ...orderRef });
export type OrderAccepted = Static<typeof OrderAccepted>;
export const OrderPaymentCaptured = Type.Object({
  ...orderRef,
  paymentId: Type.String(),
  capturedMinor: Type.Integer({ minimum: 0 }),
  currency: Type.String(),
});
export type OrderPaymentCaptured = Static<typeof OrderPaymentCaptured>;
export const OrderPreparationStarted = Type.Object({ ...orderRef });
export type OrderPreparationStarted = Static<typeof OrderPreparationStarted>;
export const OrderDispatched = Type.Object({ ...orderRef });
export type OrderDispatched = Static<typeof OrderDispatched>;
export const OrderDelivered = Type.Object({
  ...orderRef,
  lines: Type.Array(OrderLine, { minItems: 1 }),
  totalMinor: Type.Integer({ minimum: 0 }),
  currency: Type.String(),
});
export type OrderDelivered = Static<typeof OrderDelivered>;
export const OrderCancelled = Type.Object({ ...orderRef, code: Type.String(), reason: Type.String() });
export type OrderCancelled = Static<typeof OrderCancelled>;
