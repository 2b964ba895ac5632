import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { BusinessSummary } from '@petstore/contracts/http';

/** A time window: `from` inclusive, `to` exclusive; null leaves an end open. */
export interface Window {
  readonly from: Date | null;
  readonly to: Date | null;
}

// Each statement takes the window's ends as $1 and $2.
const during = (column: string) => `${column} >= $1::timestamptz and ${column} < $2::timestamptz`;
const countDuring = (column: string) => `count(*) filter (where ${during(column)})`;

interface OrderCounts {
  readonly placed: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly cancelled: number;
  readonly confirmation: readonly [number | null, number | null] | null;
}
const countOrders = statement<OrderCounts>(
  'summary-count-orders',
  `select ${countDuring('placed_at')} as placed, ${countDuring('accepted_at')} as accepted,
     ${countDuring('delivered_at')} as delivered, ${countDuring('cancelled_at')} as cancelled,
     percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from accepted_at - placed_at)::float8 * 1000)
       filter (where ${during('accepted_at')}) as confirmation
   from orders`,
);

const countCancellations = statement<{ code: string; orders: number }>(
  'summary-count-cancellations',
  `select cancellation_code as code, count(*) as orders from orders
   where ${during('cancelled_at')} group by cancellation_code order by cancellation_code`,
);

const sumRevenue = statement<BusinessSummary['revenue'][number]>(
  'summary-sum-revenue',
  `select currency, sum(orders)::bigint as orders, sum(captured)::bigint as "capturedMinor", sum(refunded)::bigint as "refundedMinor",
     sum(captured - refunded)::bigint as "netMinor"
   from (
     select currency, 1 as orders, captured_minor as captured, 0 as refunded from orders where ${during('captured_at')}
     union all
     select currency, 0, 0, amount_minor from refunds where ${during('refunded_at')}
   ) as movement
   group by currency order by currency`,
);

interface CartCounts {
  readonly opened: number;
  readonly ordered: number;
  readonly cleared: number;
  readonly abandoned: number;
}
const countCarts = statement<CartCounts>(
  'summary-count-carts',
  `select count(*) as opened, count(*) filter (where outcome = 'ordered') as ordered, count(*) filter (where outcome = 'cleared') as cleared,
     count(*) filter (where outcome is null and last_put_at < now() - interval '30 minutes') as abandoned
   from carts where ${during('opened_at')}`,
);

const countInteractions = statement<{ views: number; clicks: number }>(
  'summary-count-interactions',
  `select count(*) filter (where kind = 'view') as views, count(*) filter (where kind = 'click') as clicks
   from interactions where ${during('happened_at')}`,
);

const countPayments = statement<BusinessSummary['payments']>(
  'summary-count-payments',
  `select ${countDuring('authorized_at')} as authorized, ${countDuring('declined_at')} as declined,
     ${countDuring('captured_at')} as captured, ${countDuring('voided_at')} as voided,
     (select count(*) from refunds where ${during('refunded_at')}) as refunds
   from payments`,
);

const compareVariants = statement<BusinessSummary['variants'][number]>(
  'summary-compare-variants',
  `with served as (
     select variant, count(*) as lists, count(distinct customer_id) as customers
     from recommendation_lists where ${during('served_at')} group by variant
   ),
   bought as (
     select seen.variant, count(*) as purchases
     from orders cross join lateral (
       select variant from recommendation_lists as list
       where list.customer_id = orders.customer_id and list.served_at <= orders.placed_at
       order by served_at desc limit 1
     ) as seen
     where ${during('orders.delivered_at')} group by seen.variant
   )
   select coalesce(served.variant, bought.variant) as variant, coalesce(lists, 0) as "listsServed",
     coalesce(customers, 0) as customers, coalesce(purchases, 0) as purchases
   from served full join bought on coalesce(served.variant, '') = coalesce(bought.variant, '')
   order by 1 nulls first`,
);

/** Reads all figures of a summary in the transaction's snapshot. */
export async function readBusinessFigures(transaction: Queryable, { from, to }: Window) {
  const values = [from ?? '-infinity', to ?? 'infinity'];
  return {
    orders: (await transaction.query(countOrders, values)).rows[0],
    cancellations: (await transaction.query(countCancellations, values)).rows,
    revenue: (await transaction.query(sumRevenue, values)).rows,
    carts: (await transaction.query(countCarts, values)).rows[0],
    interactions: (await transaction.query(countInteractions, values)).rows[0],
    payments: (await transaction.query(countPayments, values)).rows[0],
    variants: (await transaction.query(compareVariants, values)).rows,
  };
}
export type BusinessFigures = Awaited<ReturnType<typeof readBusinessFigures>>;
