import { type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import type { SimulatedPayments } from './simulated-payments.ts';

/** An answer that a client received, with the customer, the idempotency key and the body. */
export interface Acknowledged {
  readonly key: string;
  readonly status: number;
  readonly body: string;
}

const taken = `(select coalesce(sum(quantity), 0) from reservations r where r.sku = v.sku and r.status <> 'released')`;
const restockedAfter = (
  position: string,
) => `(select coalesce(sum((data ->> 'quantity')::integer), 0) from outbox
  where type = 'ProductRestocked' and subject = v.sku and position > ${position})`;

/** Queries that find violations of the invariants I1, I4, I5 and I6 in this database. */
const violations: Readonly<Record<string, string>> = {
  'I5 an order without an end': `select order_id from order_sagas where step <> 'done'`,
  'I5 an order neither delivered nor cancelled': `select id from orders where status not in ('delivered', 'cancelled')`,
  'I5 a refund without an end': 'select refund_id from order_refunds where not is_settled',
  'I4 a pet with the wrong holder': `select p.id from pets p
     left join reservations r on r.sku = p.id and r.status <> 'released'
     where (p.status = 'available') <> (r.order_id is null) or p.order_id is distinct from r.order_id`,
  'I4 a pet sold twice': `select sku from reservations where kind = 'pet' and status <> 'released' group by sku having count(*) > 1`,
  'I4 a cancelled order that holds something': `select o.id from orders o join reservations r on r.order_id = o.id
     where o.status = 'cancelled' and r.status <> 'released'`,
  'I4 a delivered order that did not get everything': `select o.id from orders o join reservations r on r.order_id = o.id
     where o.status = 'delivered' and r.status <> 'sold'`,
  'I4 an order without a reservation of each line': `select o.id from orders o
     where jsonb_array_length(o.lines) <> (select count(*) from reservations r where r.order_id = o.id)`,
  'I4 stock that leaked': `select v.sku, v.stock from product_variants v
     where v.sku like 'world-%' and v.stock + ${taken} <> 10 + ${restockedAfter('0')}`,
  'I4 stock that its events do not add up to': `select v.sku, v.stock, published.quantity from product_variants v left join lateral (
       select position, (data ->> 'quantity')::integer as quantity from outbox
       where type = 'ProductStocked' and subject = v.sku order by position desc limit 1) published on true
     where v.sku like 'world-%' and v.stock + ${taken} is distinct from published.quantity + ${restockedAfter('published.position')}`,
  'I6 versions that are not contiguous': `select order_id from order_events group by order_id having max(version) <> count(*) or min(version) <> 1`,
  'I6 a view that is behind its events': `select o.id from orders o where o.version <> (select count(*) from order_events e where e.order_id = o.id)`,
  'I6 an event that is not in the outbox': `select e.message_id from order_events e left join outbox x on x.message_id = e.message_id where x.message_id is null`,
  'I1 an order without its events': `select o.id from orders o where not exists (select 1 from order_events e where e.order_id = o.id)`,
};

interface OrderRow {
  readonly id: string;
  readonly status: string;
  readonly total_minor: number;
  readonly refunds: readonly { readonly amountMinor: number; readonly status: string }[];
}

/** Describes every violated invariant, once all work has ended. */
export async function findViolations(
  database: Pool,
  book: SimulatedPayments,
  acknowledged: readonly Acknowledged[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [words, sql] of Object.entries(violations)) {
    const { rows } = await database.query(unnamedStatement<object>(sql));
    found.push(...rows.map((row) => `${words}: ${JSON.stringify(row)}`));
  }
  const { rows } = await database.query(
    unnamedStatement<OrderRow>('select id, status, total_minor, refunds from orders'),
  );
  found.push(...rows.flatMap((order) => moneyViolations(order, book)));
  found.push(...answerViolations(acknowledged, new Set(rows.map(({ id }) => id))));
  return found;
}

/** I2: an order is charged at most once, and the money is kept only if it was delivered. */
function moneyViolations({ id, status, total_minor, refunds }: OrderRow, book: SimulatedPayments): string[] {
  const payments = book.of(id);
  const charged = payments.filter(({ capturedMinor }) => capturedMinor > 0);
  const held = payments.filter((payment) => payment.status === 'authorized');
  const kept = charged.reduce(
    (sum, { capturedMinor, refundedMinor }) => sum + capturedMinor - refundedMinor,
    0,
  );
  const given = refunds.filter((refund) => refund.status === 'refunded');
  const back = given.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const due = status === 'delivered' ? total_minor - back : 0;
  const states = JSON.stringify(payments.map((payment) => payment.status));
  return [
    ...(charged.length > 1 ? [`I2 ${id} was charged ${charged.length} times`] : []),
    ...(held.length > 0 ? [`I2 ${id} is ${status} and money is still held: ${states}`] : []),
    ...(kept === due ? [] : [`I2 ${id} is ${status}, ${kept} were kept and ${due} were due: ${states}`]),
  ];
}

/** I1 and I7: a key has one answer, and every acknowledged order exists. */
function answerViolations(acknowledged: readonly Acknowledged[], orders: ReadonlySet<string>): string[] {
  const first = new Map<string, string>();
  return acknowledged.flatMap(({ key, status, body }) => {
    const answer = `${status} ${body}`;
    const before = first.get(key) ?? answer;
    first.set(key, before);
    const promised = status === 202 ? (JSON.parse(body) as { id: string }).id : null;
    return [
      ...(before === answer ? [] : [`I7 ${key} was answered ${before} and ${answer}`]),
      ...(promised === null || orders.has(promised) ? [] : [`I1 ${promised} was promised and is gone`]),
    ];
  });
}
