import { answerOf, type Question } from './question.ts';

/** Invariants within payment-service's database. */
export const paymentQuestions: readonly Question[] = [
  {
    invariant: 'I2',
    book: 'payments',
    sql: `select order_id as subject, 'it was charged by ' || count(*) || ' payments: ' || string_agg(id, ', ' order by id) as detail
      from payments where captured_minor > refunded_minor group by order_id having count(*) > 1`,
  },
  {
    invariant: 'I3',
    book: 'payments',
    sql: `select e.id as subject, 'in the entry of ' || e.payment_id || ' debits of ' || coalesce(sum(l.debit_minor), 0) || ' stand beside credits of '
          || coalesce(sum(l.credit_minor), 0) || ' in ' || count(l.*) || ' lines' as detail
      from journal_entries e left join journal_lines l on l.entry_id = e.id
      group by e.id, e.payment_id, l.currency
      having count(l.*) < 2 or sum(l.debit_minor) <> sum(l.credit_minor)`,
  },
  {
    invariant: 'I3',
    book: 'payments',
    sql: `select 'ledger' as subject, 'all debits in ' || currency || ' are ' || sum(debit_minor) || ', all credits ' || sum(credit_minor) as detail
      from journal_lines group by currency having sum(debit_minor) <> sum(credit_minor)`,
  },
  {
    invariant: 'I3',
    book: 'payments',
    sql: `with booked as (
        select e.payment_id,
          coalesce(sum(l.debit_minor - l.credit_minor) filter (where l.account = 'provider_receivable'), 0) as receivable,
          coalesce(sum(l.credit_minor - l.debit_minor) filter (where l.account = 'sales'), 0) as sales,
          coalesce(sum(l.debit_minor - l.credit_minor) filter (where l.account = 'holds_at_provider'), 0) as held,
          coalesce(sum(l.credit_minor - l.debit_minor) filter (where l.account = 'holds_for_orders'), 0) as held_for_orders
        from journal_entries e join journal_lines l on l.entry_id = e.id group by e.payment_id)
      select p.id as subject, 'the payment is ' || p.status || ' with ' || p.captured_minor || ' captured and ' || p.refunded_minor
          || ' refunded; its ledger has receivable ' || coalesce(b.receivable, 0) || ', sales ' || coalesce(b.sales, 0) || ', held '
          || coalesce(b.held, 0) || ' and ' || coalesce(b.held_for_orders, 0) as detail
      from payments p left join booked b on b.payment_id = p.id
      where coalesce(b.receivable, 0) <> p.captured_minor - p.refunded_minor or coalesce(b.sales, 0) <> p.captured_minor - p.refunded_minor
        or coalesce(b.held, 0) <> case p.status when 'authorized' then p.amount_minor else 0 end or coalesce(b.held_for_orders, 0) <> coalesce(b.held, 0)`,
  },
  {
    invariant: 'I3',
    book: 'payments',
    sql: `select e.id as subject, 'the entry of ' || e.payment_id || ' is called ' || e.kind || ', and its lines are ' || e.lines as detail
      from (select e.id, e.payment_id, e.kind, string_agg(case when l.debit_minor > 0 then 'debit ' else 'credit ' end || l.account, ', ' order by l.account) as lines
          from journal_entries e join journal_lines l on l.entry_id = e.id group by e.id) e
      where e.lines <> case e.kind
        when 'authorization' then 'debit holds_at_provider, credit holds_for_orders'
        when 'capture' then 'credit holds_at_provider, debit holds_for_orders, debit provider_receivable, credit sales'
        when 'void' then 'credit holds_at_provider, debit holds_for_orders'
        when 'refund' then 'credit provider_receivable, debit sales' end`,
  },
  {
    invariant: 'I3',
    book: 'payments',
    sql: `select payment_id as subject, 'its ' || kind || ' is booked ' || count(*) || ' times: ' || string_agg(id, ', ' order by id) as detail
      from journal_entries where kind <> 'refund' group by payment_id, kind having count(*) > 1`,
  },
  {
    invariant: 'I3',
    book: 'payments',
    sql: `select distinct e.id as subject, 'it books ' || l.currency || ' for ' || p.id || ', which is in ' || p.currency as detail
      from journal_entries e join journal_lines l on l.entry_id = e.id join payments p on p.id = e.payment_id where l.currency <> p.currency`,
  },
  {
    invariant: 'I3',
    book: 'payments',
    sql: `select coalesce(a.code, known.code) as subject, 'the account is ' || coalesce(a.normal_side || case when a.is_memo then ', a memo' else '' end, 'not there')
          || ' instead of ' || coalesce(known.side || case when known.is_memo then ', a memo' else '' end, 'not there') as detail
      from ledger_accounts a full join (values ('provider_receivable', 'debit', false), ('sales', 'credit', false), ('holds_at_provider', 'debit', true),
          ('holds_for_orders', 'credit', true)) known (code, side, is_memo) on known.code = a.code
      where (a.normal_side, a.is_memo) is distinct from (known.side, known.is_memo)`,
  },
  {
    invariant: 'I3',
    book: 'payments',
    sql: `select c.payment_id as subject, 'its ' || c.operation || ' of ' || c.amount_minor || ' is confirmed, and the payment is ' || p.status || ' with ' || p.amount_minor
          || ', ' || p.captured_minor || ' captured and ' || p.refunded_minor || ' refunded' as detail
      from provider_calls c join payments p on p.id = c.payment_id
      where c.state = 'confirmed' and case c.operation
        when 'refund' then c.refunded_after_minor > p.refunded_minor or c.amount_minor > c.refunded_after_minor
        when 'capture' then c.amount_minor <> p.captured_minor
        when 'void' then c.amount_minor <> p.amount_minor or p.status not in ('voided', 'declined')
        else c.amount_minor <> p.amount_minor end`,
  },
  {
    invariant: 'I3',
    book: 'payments',
    sql: `select id as subject, 'it is ' || status || ' with ' || captured_minor || ' of ' || amount_minor || ' captured and ' || refunded_minor || ' refunded' as detail
      from payments
      where case
        when captured_minor = 0 then refunded_minor <> 0 or status not in ('authorizing', 'authorized', 'declined', 'voided')
        when captured_minor <> amount_minor or refunded_minor not between 0 and captured_minor then true
        else status <> case refunded_minor when 0 then 'captured' when captured_minor then 'refunded' else 'partially_refunded' end end`,
  },
  {
    invariant: 'I3',
    book: 'payments',
    sql: `select p.id as subject, p.refunded_minor || ' are refunded, and the refunds that are confirmed add up to ' || sum(c.amount_minor) as detail
      from payments p join provider_calls c on c.payment_id = p.id and c.operation = 'refund' and c.state = 'confirmed'
      group by p.id having sum(c.amount_minor) > p.refunded_minor`,
  },
  {
    invariant: 'I5',
    book: 'payments',
    seconds: 'unresolvedSeconds',
    sql: `select payment_id as subject, 'its ' || operation || ' is in doubt since ' || created_at as detail
      from provider_calls where state = 'pending' and created_at < now() - make_interval(secs => $1)`,
  },
  {
    invariant: 'I7',
    book: 'payments',
    sql: `select payment_id as subject, 'its ' || operation || ' was done under ' || count(*) || ' keys: ' || string_agg(provider_key, ', ' order by provider_key) as detail
      from provider_calls where state = 'confirmed' group by payment_id, operation, refunded_after_minor having count(*) > 1`,
  },
  {
    invariant: 'I7',
    book: 'payments',
    sql: `select k.key as subject, 'it was answered with ' || (${answerOf('k')} ->> 'id') || ', and what was done under it was for ' || c.payment_id as detail
      from idempotency_keys k join provider_calls c on c.provider_key = k.reference
      where k.status < 300 and coalesce(${answerOf('k')} ->> 'paymentId', ${answerOf('k')} ->> 'id') <> c.payment_id`,
  },
  {
    invariant: 'I7',
    book: 'payments',
    sql: `select key as subject, 'its answer is no JSON' as detail from idempotency_keys where body is not json`,
  },
];
