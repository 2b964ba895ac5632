import { answerOf, type Question } from './question.ts';

/**
 * Invariants within petstore-domain's database. Derived from the invariants, independently of the service's own
 * statements.
 */
export const shopQuestions: readonly Question[] = [
  {
    invariant: 'I1',
    book: 'shop',
    sql: `select coalesce(${answerOf('k')} ->> 'id', k.key) as subject, 'it was acknowledged under the key ' || k.key || ', and there is no such order' as detail
      from idempotency_keys k
      where k.status = 202 and k.scope like 'POST /orders %' and k.scope not like 'POST /orders/%'
        and not exists (select from orders o where o.id = ${answerOf('k')} ->> 'id')`,
  },
  {
    invariant: 'I1',
    book: 'shop',
    sql: `select coalesce(o.id, e.order_id) as subject,
        case when o.id is null then 'it has a history and is no order' else 'it has no history' end as detail
      from orders o full join (select distinct order_id from order_events) e on e.order_id = o.id
      where o.id is null or e.order_id is null`,
  },
  {
    invariant: 'I4',
    book: 'shop',
    sql: `select sku as subject, 'the pet is held by ' || count(*) || ' orders: ' || string_agg(order_id, ', ' order by order_id) as detail
      from reservations where kind = 'pet' and status <> 'released' group by sku having count(*) > 1`,
  },
  {
    invariant: 'I4',
    book: 'shop',
    sql: `select line ->> 'sku' as subject, 'the pet stands in ' || count(*) || ' orders that were not cancelled: ' || string_agg(o.id, ', ' order by o.id) as detail
      from orders o cross join lateral jsonb_array_elements(o.lines) line
      where line ->> 'kind' = 'pet' and o.status <> 'cancelled' group by 1 having count(*) > 1`,
  },
  {
    invariant: 'I4',
    book: 'shop',
    sql: `select coalesce(p.id, r.sku) as subject, 'the pet is ' || coalesce(p.status, 'not there') || coalesce(' for ' || p.order_id, '') || '; its reservation says '
          || coalesce(r.status || ' for ' || r.order_id, 'nothing') as detail
      from pets p full join (select * from reservations where kind = 'pet' and status <> 'released') r on r.sku = p.id
      where p.order_id is distinct from r.order_id
        or p.status <> case r.status when 'sold' then 'sold' when 'held' then 'reserved' when 'committed' then 'reserved' else 'available' end`,
  },
  // A cancelled order releases its items before it changes its status. An order that awaits payment loses its
  // reservations when they expire and is cancelled after that.
  {
    invariant: 'I4',
    book: 'shop',
    seconds: 'settleSeconds',
    sql: `select r.order_id as subject, 'the order is ' || coalesce(o.status, 'unknown') || ', and its reservation of ' || r.sku || ' is ' || r.status as detail
      from reservations r left join orders o on o.id = r.order_id left join order_sagas s on s.order_id = o.id
      where (o.id is null and r.status <> 'released') or (o.updated_at < now() - make_interval(secs => $1) and (
        (o.status = 'cancelled' and r.status <> 'released') or (o.status = 'delivered' and r.status <> 'sold')
        or (o.status not in ('cancelled', 'delivered') and r.status = 'released' and case
          when s.step in ('void', 'cancel') then false
          when o.status in ('pending', 'payment_processing') then r.expires_at > now()
          else true end)))`,
  },
  {
    invariant: 'I4',
    book: 'shop',
    sql: `select coalesce(l.order_id, r.order_id) as subject,
        'of ' || coalesce(l.sku, r.sku) || ' it ordered ' || coalesce(l.quantity, 0) || ' and reserved ' || coalesce(r.quantity, 0) as detail
      from (select o.id as order_id, line ->> 'sku' as sku, sum((line ->> 'quantity')::integer) as quantity
          from orders o cross join lateral jsonb_array_elements(o.lines) line
          where exists (select from order_events e where e.order_id = o.id and e.type = 'OrderItemsReserved') group by 1, 2) l
        full join reservations r on r.order_id = l.order_id and r.sku = l.sku
      where l.quantity is distinct from r.quantity`,
  },
  {
    invariant: 'I5',
    book: 'shop',
    seconds: 'unresolvedSeconds',
    sql: `select o.id as subject, 'it is ' || o.status || ' since ' || o.updated_at
          || coalesce('; it waits for an operator: ' || s.parked_reason, '') as detail
      from orders o left join order_sagas s on s.order_id = o.id
      where o.status not in ('delivered', 'cancelled') and (s.parked_at is not null or o.updated_at < now() - make_interval(secs => $1))`,
  },
  {
    invariant: 'I5',
    book: 'shop',
    seconds: 'settleSeconds',
    sql: `select o.id as subject, 'it is ' || o.status || ', and its saga stands at ' || coalesce(s.step, 'nothing') as detail
      from orders o left join order_sagas s on s.order_id = o.id
      where o.updated_at < now() - make_interval(secs => $1)
        and (s.order_id is null or (s.step = 'done' and s.parked_at is not null) or ((s.step = 'done') <> (o.status in ('delivered', 'cancelled')) and s.parked_at is null
          and not (o.status = 'cancelled' and s.step = 'void')))`,
  },
  // While the provider does not answer, the order is cancelled first and its payment voided later.
  {
    invariant: 'I5',
    book: 'shop',
    seconds: 'unresolvedSeconds',
    sql: `select o.id as subject, 'it is cancelled, and its payment is not voided yet' || coalesce('; it waits for an operator: ' || s.parked_reason, '') as detail
      from orders o join order_sagas s on s.order_id = o.id
      where o.status = 'cancelled' and s.step = 'void' and (s.parked_at is not null or o.updated_at < now() - make_interval(secs => $1))`,
  },
  {
    invariant: 'I5',
    book: 'shop',
    seconds: 'unresolvedSeconds',
    sql: `select order_id as subject, 'its refund ' || refund_id || ' of ' || amount_minor || ' is not settled' as detail
      from order_refunds where not is_settled and next_at < now() - make_interval(secs => $1)`,
  },
  {
    invariant: 'I6',
    book: 'shop',
    sql: `select order_id as subject, 'its versions go from ' || min(version) || ' to ' || max(version) || ' and are ' || count(*) as detail
      from order_events group by order_id having min(version) <> 1 or max(version) <> count(*)`,
  },
  {
    invariant: 'I6',
    book: 'shop',
    sql: `select coalesce(r.order_id, e.order_id) as subject, 'what is done for its refund ' || coalesce(r.refund_id, e.id) || ' is not what its events say: '
          || coalesce(r.amount_minor || ' of ' || r.payment_id || case when r.is_settled then ', settled' else ', open' end, 'nothing') || ' instead of '
          || coalesce(e.amount || ' of ' || e.payment || case when e.is_over then ', settled' else ', open' end, 'nothing') as detail
      from order_refunds r full join (
          select asked.order_id, asked.data ->> 'refundId' as id, asked.data ->> 'amountMinor' as amount, asked.data ->> 'paymentId' as payment,
            exists (select from order_events answered where answered.order_id = asked.order_id and answered.type in ('OrderRefunded', 'OrderRefundRefused')
              and answered.data ->> 'refundId' = asked.data ->> 'refundId') as is_over
          from order_events asked where asked.type = 'OrderRefundRequested') e on e.id = r.refund_id
      where (r.order_id, r.amount_minor::text, r.payment_id, r.is_settled) is distinct from (e.order_id, e.amount, e.payment, e.is_over)`,
  },
  {
    invariant: 'I6',
    book: 'shop',
    sql: `select o.id as subject, 'it is of ' || o.customer_id || ', paid by ' || coalesce(o.payment_id, 'nothing') || '; its saga is of '
          || s.customer_id || ', paid by ' || coalesce(s.payment_id, 'nothing') as detail
      from orders o join order_sagas s on s.order_id = o.id where s.customer_id <> o.customer_id or s.payment_id <> o.payment_id`,
  },
  // A row that was rebuilt from its history carries the latest event time; one that was updated in place carries the
  // time of the last event.
  {
    invariant: 'I6',
    book: 'shop',
    sql: `select o.id as subject, 'it was placed at ' || o.placed_at || ' under ' || o.correlation_id || ' and changed at ' || o.updated_at
          || '; its history says ' || h.placed_at || ', ' || h.correlation_id || ' and ' || h.changed_at as detail
      from orders o join (
          select order_id, (array_agg(correlation_id order by version))[1] as correlation_id, (array_agg(occurred_at order by version))[1] as placed_at,
            (array_agg(occurred_at order by version desc))[1] as changed_at, min(occurred_at) as earliest, max(occurred_at) as latest
          from order_events group by order_id) h on h.order_id = o.id
      where o.correlation_id <> h.correlation_id or o.placed_at not in (h.placed_at, h.earliest) or o.updated_at not in (h.changed_at, h.latest)`,
  },
  // Retention of idempotency keys is 24 hours.
  {
    invariant: 'I7',
    book: 'shop',
    sql: `select o.id as subject, 'it was placed at ' || o.placed_at || ', and no key of its customer is answered with it' as detail
      from orders o left join idempotency_keys k
        on k.scope = 'POST /orders ' || o.customer_id and k.status = 202 and ${answerOf('k')} ->> 'id' = o.id
      where o.placed_at > now() - interval '23 hours' and k.key is null`,
  },
  {
    invariant: 'I7',
    book: 'shop',
    sql: `select k.key as subject, 'it was answered with an order that is not there: ' || coalesce(${answerOf('k')} ->> 'id', 'none') as detail
      from idempotency_keys k
      where k.status < 300 and k.scope like 'POST /orders/%' and not exists (select from orders o where o.id = ${answerOf('k')} ->> 'id')`,
  },
  {
    invariant: 'I7',
    book: 'shop',
    sql: `select ${answerOf('k')} ->> 'id' as subject, 'it is the answer to ' || count(*) || ' keys' as detail
      from idempotency_keys k where status = 202 and scope like 'POST /orders %' and scope not like 'POST /orders/%' and body is json
      group by 1 having count(*) > 1`,
  },
  {
    invariant: 'I7',
    book: 'shop',
    sql: `select e.order_id as subject, concat_ws(' ', 'it was placed by', e.data ->> 'customerId', 'for', e.data ->> 'totalMinor', e.data ->> 'currency',
          'and answered as', a.answer ->> 'customerId', 'for', a.answer -> 'total' ->> 'amountMinor', a.answer -> 'total' ->> 'currency') as detail
      from (select ${answerOf('k')} as answer from idempotency_keys k where k.status < 300 and k.scope like 'POST /orders%') a
        join order_events e on e.order_id = a.answer ->> 'id' and e.type = 'OrderPlaced'
      where (a.answer ->> 'customerId', a.answer -> 'total' ->> 'amountMinor', a.answer -> 'total' ->> 'currency')
        is distinct from (e.data ->> 'customerId', e.data ->> 'totalMinor', e.data ->> 'currency')`,
  },
  {
    invariant: 'I7',
    book: 'shop',
    sql: `select key as subject, 'its answer is no JSON' as detail from idempotency_keys where body is not json`,
  },
];
