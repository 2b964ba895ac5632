import { type Static, Type } from 'typebox';

const paymentRef = {
  paymentId: Type.String(),
  orderId: Type.String(),
  customerId: Type.String(),
  amountMinor: Type.Integer({ minimum: 0 }),
  currency: Type.String(),
};

export const PaymentAuthorized = Type.Object({ ...paymentRef, providerReference: Type.String() });
export type PaymentAuthorized = Static<typeof PaymentAuthorized>;
export const PaymentDeclined = Type.Object({ ...paymentRef, declineCode: Type.String() });
export type PaymentDeclined = Static<typeof PaymentDeclined>;
export const PaymentCaptured = Type.Object({ ...paymentRef });
export type PaymentCaptured = Static<typeof PaymentCaptured>;
export const PaymentVoided = Type.Object({ ...paymentRef, reason: Type.String() });
export type PaymentVoided = Static<typeof PaymentVoided>;
/** `amountMinor` is the amount of this refund alone. */
export const PaymentRefunded = Type.Object({ ...paymentRef, refundedMinor: Type.Integer({ minimum: 0 }) });
export type PaymentRefunded = Static<typeof PaymentRefunded>;
