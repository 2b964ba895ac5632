import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Finding } from './finding.ts';
import type { Comparison } from './question.ts';
import { linesOf, type ReplayedOrder, replayOrder, type StoredOrderEvent, wordsOf } from './replay-order.ts';

interface Refund {
  readonly id: string;
  readonly amountMinor: number;
  readonly status: string;
  readonly reason: string;
}

interface OrderRow {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly customer: string;
  readonly total: number;
  readonly currency: string;
  readonly payment: string | null;
  readonly cancellation: { readonly code: string; readonly reason: string } | null;
  readonly isCancellationRequested: boolean;
  readonly refunds: readonly Refund[];
  readonly lines: unknown;
  readonly delivery: unknown;
}

const selectOrders = unnamedStatement<OrderRow>(`
  select id, version, status, customer_id as customer, total_minor as total, currency, payment_id as payment, cancellation,
    cancellation_requested as "isCancellationRequested", refunds, lines, delivery
  from orders`);

const selectHistory = unnamedStatement<StoredOrderEvent & { order: string; version: number }>(
  'select order_id as order, version, type, data from order_events order by order_id, version',
);

/** Each order row equals the replay of its events. */
export const compareHistoryWithOrders: Comparison = async ({ shop }) => {
  const histories = new Map<string, (StoredOrderEvent & { version: number })[]>();
  for (const event of (await shop.query(selectHistory)).rows) {
    const history = histories.get(event.order);
    if (history === undefined) histories.set(event.order, [event]);
    else history.push(event);
  }
  const orders = (await shop.query(selectOrders)).rows;
  return orders.flatMap((order): Finding[] => {
    const history = histories.get(order.id) ?? [];
    const version = history.at(-1)?.version ?? 0;
    const differences = differencesOf(asReplayed(order), replayOrder(history));
    if (version !== order.version)
      differences.push(`version is ${order.version}, its history ends with ${version}`);
    if (differences.length === 0) return [];
    return [{ invariant: 'I6', subject: order.id, detail: differences.join('; ') }];
  });
};

function asReplayed({ cancellation, refunds, lines, ...order }: OrderRow): ReplayedOrder {
  const { status, customer, total, currency, payment, isCancellationRequested, delivery } = order;
  return {
    status,
    customer,
    total,
    currency,
    payment,
    isCancellationRequested,
    delivery,
    cancellation: cancellation === null ? null : wordsOf(cancellation.code, cancellation.reason),
    refunds: refunds.map(({ id, amountMinor, status: state, reason }) =>
      wordsOf(`${id} ${amountMinor} ${state}`, reason),
    ),
    lines: linesOf(lines),
  };
}

function differencesOf(read: ReplayedOrder, replayed: ReplayedOrder): string[] {
  const keys = Object.keys(replayed) as (keyof ReplayedOrder)[];
  return keys
    .filter((key) => JSON.stringify(read[key]) !== JSON.stringify(replayed[key]))
    .map((key) => `${key} is ${JSON.stringify(read[key])}, its events say ${JSON.stringify(replayed[key])}`);
}
