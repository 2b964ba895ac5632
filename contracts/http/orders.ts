import { type Static, Type } from 'typebox';
import { Money } from './money.ts';

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

/** Address lines as the carrier prints them (`name`, `line1`, `city`, `postalCode`, `country`, ...); any further text field is kept. */
export const Delivery = Type.Record(
  Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,39}$' }),
  Type.String({ maxLength: 200 }),
  {
    maxProperties: 12,
  },
);
export type Delivery = Static<typeof Delivery>;

/** A provider's token, never a card number (13 digits and more are refused). */
export const CardToken = Type.String({ pattern: '^(?!\\d{12,})[A-Za-z0-9_-]{1,64}$' });

export const PlaceOrder = Type.Object(
  {
    payment: Type.Object({ cardToken: CardToken }, { additionalProperties: false }),
    delivery: Delivery,
  },
  { additionalProperties: false },
);
export type PlaceOrder = Static<typeof PlaceOrder>;

export const OrderItem = Type.Object({
  sku: Type.String(),
  kind: Type.Enum(['pet', 'product']),
  name: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
  unitPrice: Money,
});
export type OrderItem = Static<typeof OrderItem>;

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
  delivery: Delivery,
  placedAt: Type.String(),
  updatedAt: Type.String(),
});
export type Order = Static<typeof Order>;

/** One entry of an order's own history. */
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
