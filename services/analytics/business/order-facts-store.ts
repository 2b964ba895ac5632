import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { OrderFacts, OrderStatus } from '@petstore/contracts/http';

interface OrderRow {
  readonly order_id: string;
  readonly customer_id: string;
  readonly correlation_id: string;
  readonly status: OrderStatus;
  readonly total_minor: number;
  readonly currency: string;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly placed_at: Date;
  readonly accepted_at: Date | null;
  readonly captured_at: Date | null;
  readonly delivered_at: Date | null;
  readonly cancelled_at: Date | null;
  readonly cancellation_code: string | null;
}

const findOrder = statement<OrderRow>(
  'orders-find',
  `select orders.*,
     (select coalesce(sum(amount_minor), 0)::bigint from refunds where refunds.order_id = orders.order_id) as refunded_minor
   from orders where order_id = $1`,
);

export async function findOrderFacts(database: Queryable, orderId: string): Promise<OrderFacts | undefined> {
  const row = (await database.query(findOrder, [orderId])).rows[0];
  return row === undefined ? undefined : factsOf(row);
}

function factsOf(row: OrderRow): OrderFacts {
  const moment = (date: Date | null) => date?.toISOString() ?? null;
  return {
    orderId: row.order_id,
    customerId: row.customer_id,
    correlationId: row.correlation_id,
    status: row.status,
    total: { amountMinor: row.total_minor, currency: row.currency },
    capturedMinor: row.captured_minor,
    refundedMinor: row.refunded_minor,
    placedAt: row.placed_at.toISOString(),
    acceptedAt: moment(row.accepted_at),
    capturedAt: moment(row.captured_at),
    deliveredAt: moment(row.delivered_at),
    cancelledAt: moment(row.cancelled_at),
    cancellationCode: row.cancellation_code,
  };
}
