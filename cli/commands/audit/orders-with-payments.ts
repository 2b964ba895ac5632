import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Finding } from './finding.ts';
import type { Comparison } from './question.ts';

interface OrderRow {
  readonly id: string;
  readonly status: string;
  readonly total: number;
  readonly currency: string;
  readonly payment: string | null;
}

interface PaymentRow {
  readonly id: string;
  readonly order: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly captured: number;
  readonly refunded: number;
}

/** Orders unchanged for `$1` seconds and without a void in progress after a cancellation. */
const selectOrders = unnamedStatement<OrderRow>(`
  select o.id, o.status, o.total_minor::float8 as total, o.currency, o.payment_id as payment
  from orders o where o.updated_at < now() - make_interval(secs => $1)
    and not (o.status = 'cancelled' and exists (select from order_sagas s where s.order_id = o.id and s.step = 'void'))`);

const selectAllOrders = unnamedStatement<{ id: string }>('select id from orders');

const selectPayments = unnamedStatement<PaymentRow & { isAtRest: boolean }>(`
  select id, order_id as order, status, amount_minor::float8 as amount, currency, captured_minor::float8 as captured,
    refunded_minor::float8 as refunded, updated_at < now() - make_interval(secs => $1) as "isAtRest"
  from payments`);

/** Every payment belongs to an order, and the net amount captured for an order is its total or nothing. */
export const compareOrdersWithPayments: Comparison = async ({ shop, payments }, { settleSeconds }) => {
  const made = (await payments.query(selectPayments, [settleSeconds])).rows;
  const orders = (await shop.query(selectOrders, [settleSeconds])).rows;
  const known = new Set((await shop.query(selectAllOrders)).rows.map(({ id }) => id));
  const lost = made
    .filter((payment) => payment.isAtRest && !known.has(payment.order))
    .map((payment): Finding => {
      const detail = `${payment.id} was made for it (${payment.status}), and there is no such order`;
      return { invariant: 'I1', subject: payment.order, detail };
    });
  const byId = new Map(made.map((payment) => [payment.id, payment]));
  return [...lost, ...orders.flatMap((order) => contradictions(order, byId))];
};

function contradictions(order: OrderRow, payments: ReadonlyMap<string, PaymentRow>): Finding[] {
  const found = order.payment === null ? undefined : payments.get(order.payment);
  if (found === undefined) {
    const mustBePaid = order.payment !== null || order.status === 'delivered';
    return mustBePaid
      ? [finding(order, `its payment is ${order.payment ?? 'none'}, which does not exist`)]
      : [];
  }
  if (found.order !== order.id) return [finding(order, `its payment ${found.id} is for ${found.order}`)];
  if (found.amount !== order.total || found.currency !== order.currency) {
    const asked = `${order.total} ${order.currency}`;
    return [finding(order, `it costs ${asked}, and ${found.id} is of ${found.amount} ${found.currency}`)];
  }
  const kept = found.captured - found.refunded;
  if (order.status === 'delivered' && found.captured !== order.total)
    return [finding(order, `it is delivered, and ${found.captured} of ${order.total} is captured`)];
  if (order.status === 'cancelled' && (kept > 0 || found.status === 'authorized'))
    return [
      finding(order, `it is cancelled, and ${found.id} is still ${found.status} with ${kept} not refunded`),
    ];
  return [];
}

function finding({ id }: OrderRow, detail: string): Finding {
  return { invariant: 'I3', subject: id, detail };
}
