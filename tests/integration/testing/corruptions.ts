import type { Book, Invariant } from '@petstore/cli/audit';

/**
 * A manual change of a table, its reversal, and the invariants that an audit then finds violated; `:name` is a
 * placeholder for an id of the test.
 */
export interface Corruption {
  readonly book: Book;
  readonly table: string;
  readonly by: string;
  readonly mend: string;
  readonly found: readonly Invariant[];
}

/** At least one for each table of each book. */
export const corruptions: readonly Corruption[] = [
  ...inBook('shop', [
    {
      table: 'orders',
      found: ['I6', 'I3'],
      by: "update orders set total_minor = total_minor + 1 where id = ':order'",
      mend: "update orders set total_minor = total_minor - 1 where id = ':order'",
    },
    {
      table: 'order_events',
      found: ['I6'],
      by: "update order_events set version = version + 1 where order_id = ':order' and type = 'OrderDelivered'",
      mend: "update order_events set version = version - 1 where order_id = ':order' and type = 'OrderDelivered'",
    },
    {
      table: 'order_sagas',
      found: ['I5'],
      by: "update order_sagas set step = 'capture', next_at = now() + interval '1 day' where order_id = ':order'",
      mend: "update order_sagas set step = 'done' where order_id = ':order'",
    },
    {
      table: 'order_refunds',
      found: ['I5', 'I6'],
      by: "update order_refunds set is_settled = false, next_at = now() - interval '1 hour', lease_until = now() + interval '1 day', lease_token = gen_random_uuid() where order_id = ':refunded'",
      mend: "update order_refunds set is_settled = true, lease_until = null, lease_token = null where order_id = ':refunded'",
    },
    {
      table: 'reservations',
      found: ['I4'],
      by: "update reservations set status = 'released' where order_id = ':order'",
      mend: "update reservations set status = 'sold' where order_id = ':order'",
    },
    {
      table: 'pets',
      found: ['I4'],
      by: "update pets set status = 'available', order_id = null where id = ':pet'",
      mend: "update pets set status = 'sold', order_id = ':order' where id = ':pet'",
    },
    {
      table: 'product_variants, too much',
      found: ['I4'],
      by: "update product_variants set stock = stock + 1 where sku = ':sku'",
      mend: "update product_variants set stock = stock - 1 where sku = ':sku'",
    },
    {
      table: 'product_variants, too little',
      found: ['I4'],
      by: "update product_variants set stock = stock - 1 where sku = ':sku'",
      mend: "update product_variants set stock = stock + 1 where sku = ':sku'",
    },
    {
      table: 'product_variants, another name',
      found: ['I4'],
      by: "update product_variants set sku = 'x' || sku where sku = ':untouched'",
      mend: "update product_variants set sku = substr(sku, 2) where sku = 'x:untouched'",
    },
    {
      table: 'idempotency_keys',
      found: ['I1', 'I7'],
      by: "update idempotency_keys set body = replace(body, ':order', 'ord_none') where body like '%:order%'",
      mend: "update idempotency_keys set body = replace(body, 'ord_none', ':order') where body like '%ord_none%'",
    },
    {
      table: 'outbox',
      found: ['I6'],
      by: "update outbox set message_id = 'x' || message_id where subject = ':order' and type = 'OrderAccepted'",
      mend: "update outbox set message_id = substr(message_id, 2) where subject = ':order' and type = 'OrderAccepted'",
    },
    {
      table: 'orders, another address',
      found: ['I6'],
      by: `update orders set delivery = delivery || '{"city": "Paris"}' where id = ':order'`,
      mend: `update orders set delivery = delivery || '{"city": "London"}' where id = ':order'`,
    },
    {
      table: 'order_sagas, another customer',
      found: ['I6'],
      by: "update order_sagas set customer_id = customer_id || 'x' where order_id = ':order'",
      mend: "update order_sagas set customer_id = substr(customer_id, 1, length(customer_id) - 1) where order_id = ':order'",
    },
    {
      table: 'order_refunds, another amount',
      found: ['I6'],
      by: "update order_refunds set amount_minor = amount_minor + 1 where order_id = ':refunded'",
      mend: "update order_refunds set amount_minor = amount_minor - 1 where order_id = ':refunded'",
    },
    {
      table: 'idempotency_keys, of another customer',
      found: ['I7'],
      by: "update idempotency_keys set scope = scope || 'x' where scope like 'POST /orders %' and body like '%:order%'",
      mend: "update idempotency_keys set scope = substr(scope, 1, length(scope) - 1) where scope like 'POST /orders %x'",
    },
    {
      table: 'idempotency_keys, of a refund',
      found: ['I7'],
      by: "update idempotency_keys set body = replace(body, ':refunded', 'ord_none') where scope like 'POST /orders/%'",
      mend: "update idempotency_keys set body = replace(body, 'ord_none', ':refunded') where scope like 'POST /orders/%'",
    },
    {
      table: 'orders, another reason of a refund',
      found: ['I6'],
      by: `update orders set refunds = jsonb_set(refunds, '{0,reason}', to_jsonb('x' || (refunds -> 0 ->> 'reason'))) where id = ':refunded'`,
      mend: `update orders set refunds = jsonb_set(refunds, '{0,reason}', to_jsonb(substr(refunds -> 0 ->> 'reason', 2))) where id = ':refunded'`,
    },
    {
      table: 'orders, another time',
      found: ['I6'],
      by: "update orders set placed_at = placed_at - interval '1 hour' where id = ':order'",
      mend: "update orders set placed_at = placed_at + interval '1 hour' where id = ':order'",
    },
    {
      table: 'orders, another correlation id',
      found: ['I6'],
      by: "update orders set correlation_id = 'x' || correlation_id where id = ':order'",
      mend: "update orders set correlation_id = substr(correlation_id, 2) where id = ':order'",
    },
    {
      table: 'order_sagas, needs-operator after its end',
      found: ['I5'],
      by: "update order_sagas set parked_at = now(), parked_reason = 'x' where order_id = ':order'",
      mend: "update order_sagas set parked_at = null, parked_reason = null where order_id = ':order'",
    },
    {
      table: 'pets, another name',
      found: ['I4'],
      by: "update pets set id = 'x' || id where id = ':pet'",
      mend: "update pets set id = substr(id, 2) where id = 'x:pet'",
    },
    {
      table: 'idempotency_keys, another amount',
      found: ['I7'],
      by: `update idempotency_keys set body = jsonb_set(body::jsonb, '{total,amountMinor}', '1')::text, reference = body where scope like 'POST /orders %' and body like '%:order%'`,
      mend: "update idempotency_keys set body = reference, reference = null where scope like 'POST /orders %' and body like '%:order%'",
    },
    {
      table: 'idempotency_keys, no answer at all',
      found: ['I1', 'I7'],
      by: "update idempotency_keys set body = 'x' || body where scope like 'POST /orders %' and body like '%:order%'",
      mend: "update idempotency_keys set body = substr(body, 2) where scope like 'POST /orders %' and body like 'x%'",
    },
  ]),
  ...inBook('payments', [
    {
      table: 'payments',
      found: ['I3'],
      by: "update payments set refunded_minor = refunded_minor + 1 where order_id = ':refunded'",
      mend: "update payments set refunded_minor = refunded_minor - 1 where order_id = ':refunded'",
    },
    {
      table: 'provider_calls',
      found: ['I5'],
      by: "update provider_calls set state = 'pending', next_at = now() + interval '1 day', lease_until = now() + interval '1 day' where operation = 'refund'",
      mend: "update provider_calls set state = 'confirmed' where operation = 'refund'",
    },
    {
      table: 'journal_lines',
      found: ['I3'],
      by: "update journal_lines set debit_minor = debit_minor + 1 where account = 'provider_receivable' and debit_minor > 0",
      mend: "update journal_lines set debit_minor = debit_minor - 1 where account = 'provider_receivable' and debit_minor > 0",
    },
    {
      table: 'journal_entries',
      found: ['I3'],
      by: "update journal_entries e set payment_id = (select id from payments where order_id = ':refunded') from payments p where p.id = e.payment_id and p.order_id = ':order'",
      mend: "update journal_entries e set payment_id = (select id from payments where order_id = ':order') where e.correlation_id = (select correlation_id from payments where order_id = ':order')",
    },
    {
      table: 'idempotency_keys',
      found: ['I7'],
      by: "update idempotency_keys k set reference = o.reference from idempotency_keys o where o.key like '%:refunded-capture' and k.key like '%:order-capture'",
      mend: "update idempotency_keys k set reference = (k.body::jsonb ->> 'id') || '-capture-2' where k.key like '%:order-capture'",
    },
    {
      table: 'journal_lines, a leg dropped',
      found: ['I3'],
      by: "delete from journal_lines where account = 'sales' and entry_id in (select id from journal_entries where kind = 'capture' and payment_id in (select id from payments where order_id = ':order'))",
      mend: "insert into journal_lines (entry_id, line, account, debit_minor, credit_minor, currency) select entry_id, 4, 'sales', 0, debit_minor, currency from journal_lines where account = 'provider_receivable' and debit_minor > 0 and entry_id in (select id from journal_entries where kind = 'capture' and payment_id in (select id from payments where order_id = ':order'))",
    },
    {
      table: 'provider_calls, another amount',
      found: ['I3'],
      by: "update provider_calls set amount_minor = amount_minor + 1 where operation = 'capture'",
      mend: "update provider_calls set amount_minor = amount_minor - 1 where operation = 'capture'",
    },
    {
      table: 'journal_entries, another kind',
      found: ['I3'],
      by: "update journal_entries set kind = 'void' where kind = 'authorization'",
      mend: "update journal_entries set kind = 'authorization' where kind = 'void'",
    },
    {
      table: 'journal_lines, another currency',
      found: ['I3'],
      by: "update journal_lines set currency = 'EUR' where entry_id in (select id from journal_entries where kind = 'refund')",
      mend: "update journal_lines set currency = 'USD' where currency = 'EUR'",
    },
    {
      table: 'ledger_accounts',
      found: ['I3'],
      by: "update ledger_accounts set normal_side = 'debit' where code = 'sales'",
      mend: "update ledger_accounts set normal_side = 'credit' where code = 'sales'",
    },
    {
      table: 'idempotency_keys, no answer at all',
      found: ['I7'],
      by: "update idempotency_keys set body = 'x' || body where key like '%:order-authorize'",
      mend: "update idempotency_keys set body = substr(body, 2) where body like 'x%'",
    },
    {
      table: 'payments, another status',
      found: ['I3'],
      by: "update payments set status = 'refunded' where order_id = ':order'",
      mend: "update payments set status = 'captured' where order_id = ':order'",
    },
    {
      table: 'provider_calls, another operation',
      found: ['I3'],
      by: "update provider_calls set operation = 'void' where operation = 'capture' and payment_id = (select id from payments where order_id = ':order')",
      mend: "update provider_calls set operation = 'capture' where operation = 'void'",
    },
    {
      table: 'journal_entries, a hold and its end once more',
      found: ['I3'],
      by: `with hold as (insert into journal_entries (id, payment_id, kind, correlation_id, causation_id) select 'je_x' || kind, id, kind, 'x', 'x' from payments, (values ('authorization'), ('void')) extra (kind)
        where order_id = ':order' returning id, kind)
      insert into journal_lines (entry_id, line, account, debit_minor, credit_minor, currency)
        select id, leg, case when leg = 1 then 'holds_at_provider' else 'holds_for_orders' end, case when (leg = 1) = (kind = 'authorization') then 5 else 0 end,
          case when (leg = 1) = (kind = 'authorization') then 0 else 5 end, 'USD' from hold, generate_series(1, 2) leg`,
      mend: `with lines as (delete from journal_lines where entry_id like 'je_x%') delete from journal_entries where id like 'je_x%'`,
    },
  ]),
  ...inBook('provider', [
    {
      table: 'charges',
      found: ['I3'],
      by: "update charges set refunded_minor = refunded_minor + 1 where status = 'partially_refunded'",
      mend: "update charges set refunded_minor = refunded_minor - 1 where status = 'partially_refunded'",
    },
    {
      table: 'book_entries',
      found: ['I2', 'I3'],
      by: "update book_entries set amount_minor = amount_minor + 1 where kind = 'capture'",
      mend: "update book_entries set amount_minor = amount_minor - 1 where kind = 'capture'",
    },
    {
      table: 'idempotency_keys',
      found: ['I7'],
      by: `update idempotency_keys set body = (body::jsonb || '{"id": "ch_none"}')::json where key like '%-refund-%'`,
      mend: `update idempotency_keys set body = (body::jsonb || jsonb_build_object('id', (select id from charges where status = 'partially_refunded')))::json where key like '%-refund-%'`,
    },
    {
      table: 'book_entries, a capture without its authorization',
      found: ['I2'],
      by: "update book_entries set kind = 'decline' where kind = 'authorization'",
      mend: "update book_entries set kind = 'authorization' where kind = 'decline'",
    },
    {
      table: 'charges, another payment',
      found: ['I3'],
      by: "update charges set reference = reference || 'x' where status = 'captured'",
      mend: "update charges set reference = substr(reference, 1, length(reference) - 1) where status = 'captured'",
    },
    {
      table: 'charges and book_entries, without a payment',
      found: ['I2'],
      by: `with held as (insert into charges (id, reference, status, amount_minor, currency, correlation_id, created_at) values ('ch_x', 'pay_x', 'authorized', 5, 'USD', 'x', now()) returning *)
      insert into book_entries (id, charge_id, reference, kind, amount_minor, currency, correlation_id, recorded_at) select 'book_x', id, reference, 'authorization', amount_minor, currency, 'x', created_at from held`,
      mend: `with entries as (delete from book_entries where id = 'book_x') delete from charges where id = 'ch_x'`,
    },
  ]),
  ...inBook('log', [
    {
      table: 'event_log',
      found: ['I6'],
      by: `update event_log set data = data || '{"capturedMinor": 1}' where subject = ':order' and type = 'OrderAccepted'`,
      mend: "update event_log set data = data - 'capturedMinor' where subject = ':order' and type = 'OrderAccepted'",
    },
    {
      table: 'event_log, units that came in',
      found: ['I4', 'I6'],
      by: `update event_log set data = data || '{"quantity": 9999}' where subject = ':sku' and type = 'ProductRestocked'`,
      mend: `update event_log set data = data || '{"quantity": 10000}' where subject = ':sku' and type = 'ProductRestocked'`,
    },
    {
      table: 'event_log, a first amount lost',
      found: ['I4', 'I6'],
      by: "update event_log set subject = 'x' || subject where subject = ':sku' and type = 'ProductStocked'",
      mend: "update event_log set subject = substr(subject, 2) where subject = 'x:sku' and type = 'ProductStocked'",
    },
    {
      table: 'event_log, another correlation id',
      found: ['I6'],
      by: "update event_log set correlation_id = 'x' || correlation_id where subject = ':order'",
      mend: "update event_log set correlation_id = substr(correlation_id, 2) where subject = ':order'",
    },
    {
      table: 'event_log, an event without an outbox row',
      found: ['I6'],
      by: `insert into event_log (message_id, source, type, subject, data_version, data, correlation_id, occurred_at)
      select 'x' || message_id, source, type, subject, data_version, data, correlation_id, occurred_at from event_log where subject = ':order' and type = 'OrderPaymentAuthorized'`,
      mend: "delete from event_log where message_id like 'x%' and subject = ':order'",
    },
  ]),
  ...inBook('figures', [
    {
      table: 'orders',
      found: ['I6'],
      by: "update orders set captured_minor = captured_minor - 1 where order_id = ':order'",
      mend: "update orders set captured_minor = captured_minor + 1 where order_id = ':order'",
    },
    {
      table: 'refunds',
      found: ['I6'],
      by: "update refunds set amount_minor = amount_minor + 1 where order_id = ':refunded'",
      mend: "update refunds set amount_minor = amount_minor - 1 where order_id = ':refunded'",
    },
    {
      table: 'payments',
      found: ['I6'],
      by: "update payments set captured_at = null where order_id = ':order'",
      mend: "update payments set captured_at = authorized_at where order_id = ':order'",
    },
    {
      table: 'orders, another end',
      found: ['I6'],
      by: "update orders set status = 'cancelled', cancellation_code = 'x' where order_id = ':order'",
      mend: "update orders set status = 'delivered', cancellation_code = null where order_id = ':order'",
    },
    {
      table: 'orders, one that was never placed',
      found: ['I6'],
      by: "insert into orders (order_id, customer_id, correlation_id, status, total_minor, currency, placed_at) select 'ord_x', customer_id, correlation_id, status, total_minor, currency, placed_at from orders where order_id = ':order'",
      mend: "delete from orders where order_id = 'ord_x'",
    },
    {
      table: 'payments, one that was never made',
      found: ['I6'],
      by: "insert into payments select 'pay_x', order_id, currency, authorized_at, declined_at, captured_at, voided_at from payments where order_id = ':order'",
      mend: "delete from payments where payment_id = 'pay_x'",
    },
    {
      table: 'refunds, another currency',
      found: ['I6'],
      by: "update refunds set currency = 'EUR' where order_id = ':refunded'",
      mend: "update refunds set currency = 'USD' where order_id = ':refunded'",
    },
  ]),
];

function inBook(book: Book, entries: readonly Omit<Corruption, 'book'>[]): Corruption[] {
  return entries.map((entry) => ({ book, ...entry }));
}
