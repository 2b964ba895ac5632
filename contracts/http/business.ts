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

/** `GET /orders/{orderId}` of analytics: the order's state as derived from its events so far. */
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

/**
 * `GET /business/summary?from&to`: business figures of the half-open interval [from, to). Each fact counts at the time
 * it happened.
 */
export const BusinessSummary = Type.Object({
  window: Type.Object({ from: moment, to: moment }),
  orders: Type.Object({
    placed: count,
    accepted: count,
    delivered: count,
    cancelled: count,
    cancelledByCode: Type.Record(Type.String(), count),
    /** Milliseconds from placed to accepted, over orders accepted in the interval. */
    confirmationMs: Type.Object({ p50: orNull(Type.Number()), p95: orNull(Type.Number()) }),
  }),
  /** One entry a currency; net is captured minus refunded. */
  revenue: Type.Array(
    Type.Object({
      currency: Type.String(),
      orders: count,
      capturedMinor: count,
      refundedMinor: count,
      netMinor: Type.Integer(),
    }),
  ),
  /**
   * Carts count at the time they were opened. A cart without activity and without an order for half an hour is
   * abandoned.
   */
  funnel: Type.Object({
    views: count,
    clicks: count,
    cartsOpened: count,
    cartsOrdered: count,
    cartsCleared: count,
    cartsAbandoned: count,
    ordersPlaced: count,
    ordersDelivered: count,
    /** Ordered carts divided by opened carts. */
    conversion: share,
    /** Abandoned carts divided by carts that were ordered, cleared or abandoned. */
    abandonment: share,
  }),
  payments: Type.Object({
    authorized: count,
    declined: count,
    captured: count,
    voided: count,
    refunds: count,
  }),
  /**
   * Grouped by the variant of the last recommendations that the customer saw before the order; `purchases` counts
   * delivered orders.
   */
  variants: Type.Array(
    Type.Object({ variant: orNull(Type.String()), listsServed: count, customers: count, purchases: count }),
  ),
});
export type BusinessSummary = Static<typeof BusinessSummary>;
