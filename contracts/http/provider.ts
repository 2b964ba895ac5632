import { type Static, Type } from 'typebox';
import { Money } from './money.ts';
import { CardToken } from './orders.ts';

export const chargeStatuses = [
  'authorized',
  'declined',
  'captured',
  'voided',
  'partially_refunded',
  'refunded',
] as const;

/** `POST /v1/charges` of the payment provider; `reference` is the merchant's own id of the payment. */
export const CreateCharge = Type.Object(
  { amount: Money, cardToken: CardToken, reference: Type.String({ minLength: 1, maxLength: 128 }) },
  { additionalProperties: false },
);
export type CreateCharge = Static<typeof CreateCharge>;

export const Charge = Type.Object({
  id: Type.String(),
  reference: Type.String(),
  status: Type.Enum([...chargeStatuses]),
  amount: Money,
  capturedMinor: Type.Integer({ minimum: 0 }),
  refundedMinor: Type.Integer({ minimum: 0 }),
  declineCode: Type.Union([Type.String(), Type.Null()]),
  correlationId: Type.Union([Type.String(), Type.Null()]),
  createdAt: Type.String(),
});
export type Charge = Static<typeof Charge>;
export const ChargeList = Type.Object({ items: Type.Array(Charge) });

/**
 * `GET /v1/charges/changes?after`: charges changed since the cursor, each in its current state; the answer's cursor
 * goes into the next request.
 */
export const ChangedCharges = Type.Object({ items: Type.Array(Charge), cursor: Type.String() });
export type ChangedCharges = Static<typeof ChangedCharges>;

export const ChargeRefund = Type.Object(
  { amountMinor: Type.Integer({ minimum: 1 }) },
  { additionalProperties: false },
);
export type ChargeRefund = Static<typeof ChargeRefund>;

/** One entry of the provider's own book: money that moved or was put on hold at the provider. */
export const BookEntry = Type.Object({
  id: Type.String(),
  chargeId: Type.String(),
  reference: Type.String(),
  kind: Type.Enum(['authorization', 'decline', 'capture', 'void', 'refund']),
  amount: Money,
  correlationId: Type.Union([Type.String(), Type.Null()]),
  recordedAt: Type.String(),
});
export type BookEntry = Static<typeof BookEntry>;
export const Book = Type.Object({ entries: Type.Array(BookEntry) });

/** Webhook body; signed per Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature: v1,BASE64`). */
export const ProviderWebhook = Type.Object(
  {
    type: Type.Enum([
      'charge.authorized',
      'charge.declined',
      'charge.captured',
      'charge.voided',
      'charge.refunded',
    ]),
    charge: Charge,
  },
  { additionalProperties: false },
);
export type ProviderWebhook = Static<typeof ProviderWebhook>;

const rate = Type.Optional(Type.Number({ minimum: 0, maximum: 1, default: 0 }));

/**
 * `POST /v1/faults` (operators): faults that the provider injects from now on. Shares are of new commands; `seed` makes
 * the draws repeatable. "After" means that the charge is made and the request is never answered. Each webhook is
 * delayed by a random time up to `webhookDelayMs`.
 */
export const ProviderFaults = Type.Object(
  {
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647, default: 1 })),
    declineRate: rate,
    timeoutBeforeRate: rate,
    timeoutAfterRate: rate,
    errorRate: rate,
    /** Requests a second; 0 means no limit. */
    rateLimitPerSecond: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
    webhookDuplicateRate: rate,
    webhookDelayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000, default: 0 })),
  },
  { additionalProperties: false },
);
export type ProviderFaults = Static<typeof ProviderFaults>;
