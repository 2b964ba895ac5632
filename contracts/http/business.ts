import { type Static, Type } from 'typebox';
import { Money } from './money.ts';
import { OrderStatus } from './orders.ts';

const count = Type.Integer({ minimum: 0 });
const orNull = <Schema extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Number>>(
  schema: Schema,
) => Type.Union([schema, Type.Null()]);
const moment = orNull(Type.String());
/** Null where nothing was measured. */
const share = orNull(Type.Number({ minimum: 0, maximum: 1 }));

/** `GET /orders/{orderId}` of analytics: what the order's events told it so far. */
export const OrderFacts = Type.Object({
  orderId: Type.String(),
  customerId: Type.String(),
  correlationId: Type.String(),
  status: OrderStatus,
  total: Money,
  capturedMinor: count,
  refundedMinor: count,
  placedAt: Type.String(),
  acceptedAt: moment,
  capturedAt: moment,
  deliveredAt: moment,
  cancelledAt: moment,
  cancellationCode: moment,
});
export type OrderFacts = Static<typeof OrderFacts>;

/** `GET /business/summary?from&to`: what happened from `from` until before `to`, each thing counted at its own time. */
export const BusinessSummary = Type.Object({
  window: Type.Object({ from: moment, to: moment }),
  orders: Type.Object({
    placed: count,
    accepted: count,
    delivered: count,
    cancelled: count,
    cancelledByCode: Type.Record(Type.String(), count),
    /** From placed to accepted, of the orders accepted in the window. */
    confirmationMs: Type.Object({ p50: orNull(Type.Number()), p95: orNull(Type.Number()) }),
  }),
  /** Captured minus refunded is net; one entry a currency. */
  revenue: Type.Array(
    Type.Object({
      currency: Type.String(),
      orders: count,
      capturedMinor: count,
      refundedMinor: count,
      netMinor: Type.Integer(),
    }),
  ),
  /** Carts are counted where they were opened; one that rests for half an hour without an order is abandoned. */
  funnel: Type.Object({
    views: count,
    clicks: count,
    cartsOpened: count,
    cartsOrdered: count,
    cartsCleared: count,
    cartsAbandoned: count,
    ordersPlaced: count,
    ordersDelivered: count,
    /** Carts ordered of carts opened. */
    conversion: share,
    /** Carts abandoned of those ordered, cleared or abandoned. */
    abandonment: share,
  }),
  payments: Type.Object({
    authorized: count,
    declined: count,
    captured: count,
    voided: count,
    refunds: count,
  }),
  /** By the variant of the last recommendations that the customer saw before the order; `purchases` are delivered orders. */
  variants: Type.Array(
    Type.Object({ variant: orNull(Type.String()), listsServed: count, customers: count, purchases: count }),
  ),
});
export type BusinessSummary = Static<typeof BusinessSummary>;
