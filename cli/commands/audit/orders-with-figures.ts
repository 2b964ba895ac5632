import { unnamedStatement } from '@petstore/chassis/postgres';
import { differencesOf, type Finding } from './finding.ts';
import type { Comparison } from './question.ts';

interface OrderFacts {
  readonly id: string;
  readonly customer: string;
  readonly total: number;
  readonly currency: string;
  readonly captured: number;
  readonly refunded: number;
  readonly isAccepted: boolean;
  readonly isDelivered: boolean;
  readonly isCancelled: boolean;
  /** `open` until the order has ended: analytics does not receive every intermediate step. */
  readonly ending: 'open' | 'delivered' | 'cancelled';
  readonly cancellation: string | null;
}

const has = (type: string) => `bool_or(type = '${type}')`;

/** From the order histories, independently of the order rows, which are compared separately. */
const selectOrders = unnamedStatement<OrderFacts & { isCancelling: boolean }>(`
  select order_id as id, min(data ->> 'customerId') as customer, min(data ->> 'totalMinor')::float8 as total,
    min(data ->> 'currency') as currency, ${has('OrderAccepted')} as "isAccepted", ${has('OrderDelivered')} as "isDelivered",
    ${has('OrderCancelled')} as "isCancelled", ${has('OrderCancellationRequested')} and not ${has('OrderDelivered')} as "isCancelling",
    case when ${has('OrderCancelled')} then 'cancelled' when ${has('OrderDelivered')} then 'delivered' else 'open' end as ending,
    max(data ->> 'code') filter (where type = 'OrderCancelled') as cancellation,
    coalesce(sum((data ->> 'capturedMinor')::float8) filter (where type = 'OrderPaymentCaptured'), 0) as captured,
    coalesce(sum((data ->> 'amountMinor')::float8) filter (where type = 'OrderRefunded'), 0) as refunded
  from order_events group by order_id having max(occurred_at) < now() - make_interval(secs => $1)`);

const selectOrderIds = unnamedStatement<{ id: string }>('select distinct order_id as id from order_events');

const selectFigures = unnamedStatement<OrderFacts & { isAtRest: boolean }>(`
  select o.order_id as id, o.customer_id as customer, o.total_minor::float8 as total, o.currency, o.captured_minor::float8 as captured,
    o.accepted_at is not null as "isAccepted", o.delivered_at is not null as "isDelivered", o.cancelled_at is not null as "isCancelled",
    case when o.status in ('delivered', 'cancelled') then o.status else 'open' end as ending, o.cancellation_code as cancellation,
    coalesce((select sum(amount_minor) from refunds r where r.order_id = o.order_id and r.currency = o.currency), 0)::float8 as refunded,
    o.placed_at < now() - make_interval(secs => $1) as "isAtRest"
  from orders o`);

const compared = [
  'customer',
  'total',
  'currency',
  'captured',
  'isAccepted',
  'isDelivered',
  'isCancelled',
  'ending',
  'cancellation',
] as const satisfies readonly (keyof OrderFacts)[];

/** Analytics' order facts equal the order histories. */
export const compareOrdersWithFigures: Comparison = async ({ shop, figures }, { settleSeconds }) => {
  const rows = (await figures.query(selectFigures, [settleSeconds])).rows;
  const counted = new Map(rows.map((row) => [row.id, row]));
  const orders = (await shop.query(selectOrders, [settleSeconds])).rows;
  const known = new Set((await shop.query(selectOrderIds)).rows.map(({ id }) => id));
  const strangers = rows
    .filter(({ id, isAtRest }) => isAtRest && !known.has(id))
    .map(({ id }): Finding => {
      return { invariant: 'I6', subject: id, detail: 'analytics counts it, and there is no such order' };
    });
  const contradictions = orders.flatMap(({ isCancelling, ...order }): Finding[] => {
    const found = counted.get(order.id);
    const violation = (detail: string): Finding[] => [{ invariant: 'I6', subject: order.id, detail }];
    if (found === undefined) return violation('analytics does not have it');
    const differences = differencesOf(found, order, compared);
    // A cancellation refunds the captured amount without an order-level refund event, before the order is cancelled.
    if (!order.isCancelled && !isCancelling && found.refunded !== order.refunded)
      differences.push(`refunded ${found.refunded} instead of ${order.refunded}`);
    return differences.length === 0 ? [] : violation(`analytics counts it with ${differences.join(', ')}`);
  });
  return [...strangers, ...contradictions];
};
