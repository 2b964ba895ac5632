import { type Static, type TString, Type } from 'typebox';
import { Slug } from './catalogue.ts';
import { Money } from './money.ts';
import { optionalBody } from './optional-body.ts';
import { visibleText } from './visible-text.ts';

export const orderStatuses = [
  'pending',
  'payment_processing',
  'payment_confirmed',
  'preparing_for_delivery',
  'out_for_delivery',
  'delivered',
  'cancelled',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];
export const OrderStatus = Type.Enum([...orderStatuses]);

/** Seconds for which a look at an order may wait: without a `timeout`, and at most. */
export const orderWaitSeconds = { default: 5, most: 8 } as const;

/**
 * Query of `GET /v1/orders/{id}`. With `waitFor` the answer is held back until the order has reached that status, has
 * passed it, or can no longer reach it; after `timeout` seconds, or at once if too many wait, the order is answered as
 * it is, so a client looks at its status.
 */
export const OrderWaitQuery = Type.Object(
  {
    waitFor: Type.Optional(OrderStatus),
    timeout: Type.Optional(Type.Integer({ minimum: 1, maximum: orderWaitSeconds.most })),
  },
  { additionalProperties: false },
);
export type OrderWaitQuery = Static<typeof OrderWaitQuery>;

const fieldName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,39}$' });
/** `field` is the schema of each text. */
function deliveryOf(field: TString) {
  return Type.Record(fieldName, Type.Union([field, Type.Record(fieldName, field, { maxProperties: 12 })]), {
    minProperties: 1,
    maxProperties: 12,
  });
}

/**
 * Delivery address in the fields that the carrier prints: `name`, `line1`, `city`, `postalCode`, `country`, or an
 * `address` object with them. At least one field is required; further text fields are kept.
 */
export const Delivery = deliveryOf(Type.String({ maxLength: 200 }));
export type Delivery = Static<typeof Delivery>;

/**
 * A provider's token, never a card number: one that begins with twelve digits or more is refused, with or without
 * dashes. Every service refuses card numbers in whatever text it is sent, here too.
 */
export const CardToken = Type.String({ pattern: '^(?!(?:[_-]*\\d){12})[A-Za-z0-9_-]{1,64}$' });

const OrderedItem = Type.Object(
  { sku: Slug, quantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 99, default: 1 })) },
  { additionalProperties: false },
);

/**
 * Body of `POST /v1/orders`. With `items`, exactly these are bought and the cart is kept; without, the order takes the
 * cart's contents.
 */
export const PlaceOrder = Type.Object(
  {
    payment: Type.Object({ cardToken: CardToken }, { additionalProperties: false }),
    delivery: deliveryOf(Type.String({ maxLength: 200, pattern: visibleText })),
    items: Type.Optional(Type.Array(OrderedItem, { minItems: 1, maxItems: 50 })),
  },
  { additionalProperties: false },
);
export type PlaceOrder = Static<typeof PlaceOrder>;

/** Free-text reason for a cancellation or refund. */
const StatedReason = Type.String({ minLength: 1, maxLength: 200, pattern: visibleText });

/** Body of `POST /v1/orders/{id}/cancel`; may be omitted. */
export const CancelOrder = optionalBody(
  Type.Object({ reason: Type.Optional(StatedReason) }, { additionalProperties: false }),
);
export type CancelOrder = Static<typeof CancelOrder>;

/**
 * Body of `POST /v1/orders/{id}/refund`; without an amount the remaining total is refunded. An amount of the right
 * shape that cannot be refunded is answered with 422, not 400.
 */
export const RefundOrder = optionalBody(
  Type.Object(
    { amountMinor: Type.Optional(Type.Integer()), reason: Type.Optional(StatedReason) },
    { additionalProperties: false },
  ),
);
export type RefundOrder = Static<typeof RefundOrder>;

export const OrderItem = Type.Object({
  sku: Type.String(),
  kind: Type.Enum(['pet', 'product']),
  name: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
  unitPrice: Money,
});
export type OrderItem = Static<typeof OrderItem>;

/** A refund to the customer; `requested` until the provider confirms it. */
export const OrderRefund = Type.Object({
  id: Type.String(),
  status: Type.Enum(['requested', 'refunded', 'refused']),
  amount: Money,
  /** Stated reason; for a refused refund, the reason for the refusal. */
  reason: Type.String(),
});
export type OrderRefund = Static<typeof OrderRefund>;

export const Order = Type.Object({
  id: Type.String(),
  customerId: Type.String(),
  correlationId: Type.String(),
  status: OrderStatus,
  items: Type.Array(OrderItem),
  total: Money,
  paymentId: Type.Union([Type.String(), Type.Null()]),
  /** Why the order was cancelled; null otherwise. */
  cancellation: Type.Union([Type.Object({ code: Type.String(), reason: Type.String() }), Type.Null()]),
  /** True since the request, and stays true after the order is cancelled. */
  cancellationRequested: Type.Boolean(),
  refunds: Type.Array(OrderRefund),
  /** Total refunded. */
  refunded: Money,
  delivery: Delivery,
  placedAt: Type.String(),
  updatedAt: Type.String(),
});
export type Order = Static<typeof Order>;

/** One entry of the order's event history. */
export const OrderHistoryEvent = Type.Object({
  messageId: Type.String(),
  causationId: Type.Union([Type.String(), Type.Null()]),
  correlationId: Type.String(),
  type: Type.String(),
  version: Type.Integer(),
  occurredAt: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
});
export type OrderHistoryEvent = Static<typeof OrderHistoryEvent>;
export const OrderHistory = Type.Object({ orderId: Type.String(), events: Type.Array(OrderHistoryEvent) });
export type OrderHistory = Static<typeof OrderHistory>;
