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

/** A cart became an order. No event contains the card token. */
export const OrderPlaced = Type.Object({
  ...orderRef,
  lines: Type.Array(OrderLine, { minItems: 1 }),
  totalMinor: Type.Integer({ minimum: 0 }),
  currency: Type.String(),
  delivery: Type.Record(
    Type.String(),
    Type.Union([Type.String(), Type.Record(Type.String(), Type.String())]),
  ),
  /** False for items that were bought without the cart, which then stays as it is. Since version 2. */
  isFromCart: Type.Boolean(),
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
export const OrderCancelled = Type.Object({
  ...orderRef,
  code: Type.String(),
  reason: Type.String(),
  /** Payment that was declined or voided, if known; older events lack it. */
  paymentId: Type.Optional(Type.String()),
});
export type OrderCancelled = Static<typeof OrderCancelled>;

/** Cancellation of the order was requested; `OrderCancelled` follows when every compensation is done. */
export const OrderCancellationRequested = Type.Object({
  ...orderRef,
  reason: Type.String(),
  /** Id of the customer or operator who requested it. */
  requestedBy: Type.String(),
});
export type OrderCancellationRequested = Static<typeof OrderCancellationRequested>;

const refundRef = {
  ...orderRef,
  refundId: Type.String(),
  paymentId: Type.String(),
  amountMinor: Type.Integer({ minimum: 1 }),
  currency: Type.String(),
};

/**
 * The amount is reserved for this refund, so that it cannot be refunded twice. `OrderRefunded` or `OrderRefundRefused`
 * follows.
 */
export const OrderRefundRequested = Type.Object({
  ...refundRef,
  reason: Type.String(),
  requestedBy: Type.String(),
});
export type OrderRefundRequested = Static<typeof OrderRefundRequested>;
/** `refundedMinor` is the total of all refunds of the order, including this one. */
export const OrderRefunded = Type.Object({ ...refundRef, refundedMinor: Type.Integer({ minimum: 1 }) });
export type OrderRefunded = Static<typeof OrderRefunded>;
export const OrderRefundRefused = Type.Object({ ...refundRef, code: Type.String(), reason: Type.String() });
export type OrderRefundRefused = Static<typeof OrderRefundRefused>;
