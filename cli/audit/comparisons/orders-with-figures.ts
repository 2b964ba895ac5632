import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Finding } from '../finding.ts';
import type { Comparison } from '../question.ts';
import { differencesOf } from './differences-of.ts';

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
}

const has = (type: string) => `bool_or(type = '${type}')`;

/** From the histories, not from how orders are read: each is compared on its own. */
const selectOrders = unnamedStatement<OrderFacts>(`
  select order_id as id, min(data ->> 'customerId') as customer, min(data ->> 'totalMinor')::float8 as total,
    min(data ->> 'currency') as currency, ${has('OrderAccepted')} as "isAccepted", ${has('OrderDelivered')} as "isDelivered",
    ${has('OrderCancelled')} as "isCancelled",
    coalesce(sum((data ->> 'capturedMinor')::float8) filter (where type = 'OrderPaymentCaptured'), 0) as captured,
    coalesce(sum((data ->> 'amountMinor')::float8) filter (where type = 'OrderRefunded'), 0) as refunded
  from order_events group by order_id having max(occurred_at) < now() - make_interval(secs => $1)`);

const selectFigures = unnamedStatement<OrderFacts>(`
  select o.order_id as id, o.customer_id as customer, o.total_minor::float8 as total, o.currency, o.captured_minor::float8 as captured,
    o.accepted_at is not null as "isAccepted", o.delivered_at is not null as "isDelivered", o.cancelled_at is not null as "isCancelled",
    coalesce((select sum(amount_minor) from refunds r where r.order_id = o.order_id), 0)::float8 as refunded
  from orders o`);

const compared = [
  'customer',
  'total',
  'currency',
  'captured',
  'isAccepted',
  'isDelivered',
  'isCancelled',
] as const satisfies readonly (keyof OrderFacts)[];

/** What analytics counts is what happened. */
export const compareOrdersWithFigures: Comparison = async ({ shop, figures }, { settleSeconds }) => {
  const counted = new Map((await figures.query(selectFigures)).rows.map((row) => [row.id, row]));
  const orders = (await shop.query(selectOrders, [settleSeconds])).rows;
  return orders.flatMap((order): Finding[] => {
    const found = counted.get(order.id);
    const tell = (detail: string): Finding[] => [{ invariant: 'I6', subject: order.id, detail }];
    if (found === undefined) return tell('analytics does not know of it');
    const differences = differencesOf(found, order, compared);
    // A cancellation gives back what was captured without a refund of the order's own.
    if (!order.isCancelled && found.refunded !== order.refunded)
      differences.push(`refunded ${found.refunded} instead of ${order.refunded}`);
    return differences.length === 0 ? [] : tell(`analytics counts it with ${differences.join(', ')}`);
  });
};
