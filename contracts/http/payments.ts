import { type Static, Type } from 'typebox';
import { Money } from './money.ts';
import { CardToken } from './orders.ts';

export const paymentStatuses = [
  'authorizing',
  'authorized',
  'declined',
  'captured',
  'voided',
  'partially_refunded',
  'refunded',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** `POST /payments` (payment-service): authorize an order's amount. Needs an idempotency key. */
export const AuthorizePayment = Type.Object(
  {
    orderId: Type.String({ minLength: 1, maxLength: 128 }),
    customerId: Type.String({ minLength: 1, maxLength: 128 }),
    amount: Money,
    cardToken: CardToken,
  },
  { additionalProperties: false },
);
export type AuthorizePayment = Static<typeof AuthorizePayment>;

export const RefundPayment = Type.Object(
  { amountMinor: Type.Integer({ minimum: 1 }), reason: Type.Optional(Type.String({ maxLength: 200 })) },
  { additionalProperties: false },
);
export type RefundPayment = Static<typeof RefundPayment>;

export const Payment = Type.Object({
  id: Type.String(),
  orderId: Type.String(),
  customerId: Type.String(),
  correlationId: Type.String(),
  status: Type.Enum([...paymentStatuses]),
  amount: Money,
  capturedMinor: Type.Integer({ minimum: 0 }),
  refundedMinor: Type.Integer({ minimum: 0 }),
  providerReference: Type.Union([Type.String(), Type.Null()]),
  declineCode: Type.Union([Type.String(), Type.Null()]),
  createdAt: Type.String(),
  updatedAt: Type.String(),
});
export type Payment = Static<typeof Payment>;
export const PaymentList = Type.Object({ items: Type.Array(Payment) });

/** One balanced journal entry of payment-service's ledger: debits equal credits in each currency. */
export const LedgerEntry = Type.Object({
  id: Type.String(),
  paymentId: Type.String(),
  kind: Type.Enum(['authorization', 'capture', 'void', 'refund']),
  correlationId: Type.String(),
  causationId: Type.String(),
  recordedAt: Type.String(),
  lines: Type.Array(
    Type.Object({
      account: Type.String(),
      debitMinor: Type.Integer({ minimum: 0 }),
      creditMinor: Type.Integer({ minimum: 0 }),
      currency: Type.String(),
    }),
  ),
});
export type LedgerEntry = Static<typeof LedgerEntry>;
/** `GET /payments/{id}/ledger` (operators). */
export const PaymentLedger = Type.Object({ entries: Type.Array(LedgerEntry) });
