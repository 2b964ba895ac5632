import type { Book, Invariant } from '@petstore/cli/audit';

/** What somebody does to a table by hand, how it is put back, and what an audit says in between; `:name` stands for an id of the test. */
export interface Corruption {
  readonly book: Book;
  readonly table: string;
  readonly by: string;
  readonly mend: string;
  readonly found: readonly Invariant[];
}

export const corruptions: readonly Corruption[] = [
  {
    ...{ book: 'shop', table: 'orders', found: ['I6', 'I3'] },
    by: "update orders set total_minor = total_minor + 1 where id = ':order'",
    mend: "update orders set total_minor = total_minor - 1 where id = ':order'",
  },
  {
    ...{ book: 'shop', table: 'order_events', found: ['I6'] },
    by: "update order_events set version = version + 1 where order_id = ':order' and type = 'OrderDelivered'",
    mend: "update order_events set version = version - 1 where order_id = ':order' and type = 'OrderDelivered'",
  },
  {
    ...{ book: 'shop', table: 'order_sagas', found: ['I5'] },
    by: "update order_sagas set step = 'capture', next_at = now() + interval '1 day' where order_id = ':order'",
    mend: "update order_sagas set step = 'done' where order_id = ':order'",
  },
  {
    ...{ book: 'shop', table: 'order_refunds', found: ['I5', 'I6'] },
    by: "update order_refunds set is_settled = false, next_at = now() - interval '1 hour', lease_until = now() + interval '1 day', lease_token = gen_random_uuid() where order_id = ':refunded'",
    mend: "update order_refunds set is_settled = true, lease_until = null, lease_token = null where order_id = ':refunded'",
  },
  {
    ...{ book: 'shop', table: 'reservations', found: ['I4'] },
    by: "update reservations set status = 'released' where order_id = ':order'",
    mend: "update reservations set status = 'sold' where order_id = ':order'",
  },
  {
    ...{ book: 'shop', table: 'pets', found: ['I4'] },
    by: "update pets set status = 'available', order_id = null where id = ':pet'",
    mend: "update pets set status = 'sold', order_id = ':order' where id = ':pet'",
  },
  {
    ...{ book: 'shop', table: 'product_variants, too much', found: ['I4'] },
    by: "update product_variants set stock = stock + 1 where sku = ':sku'",
    mend: "update product_variants set stock = stock - 1 where sku = ':sku'",
  },
  {
    ...{ book: 'shop', table: 'product_variants, too little', found: ['I4'] },
    by: "update product_variants set stock = stock - 1 where sku = ':sku'",
    mend: "update product_variants set stock = stock + 1 where sku = ':sku'",
  },
  {
    ...{ book: 'shop', table: 'product_variants, another name', found: ['I4'] },
    by: "update product_variants set sku = 'x' || sku where sku = ':untouched'",
    mend: "update product_variants set sku = substr(sku, 2) where sku = 'x:untouched'",
  },
  {
    ...{ book: 'shop', table: 'idempotency_keys', found: ['I1', 'I7'] },
    by: "update idempotency_keys set body = replace(body, ':order', 'ord_none') where body like '%:order%'",
    mend: "update idempotency_keys set body = replace(body, 'ord_none', ':order') where body like '%ord_none%'",
  },
  {
    ...{ book: 'shop', table: 'outbox', found: ['I6'] },
    by: "update outbox set message_id = 'x' || message_id where subject = ':order' and type = 'OrderAccepted'",
    mend: "update outbox set message_id = substr(message_id, 2) where subject = ':order' and type = 'OrderAccepted'",
  },
  {
    ...{ book: 'payments', table: 'payments', found: ['I3'] },
    by: "update payments set refunded_minor = refunded_minor + 1 where order_id = ':refunded'",
    mend: "update payments set refunded_minor = refunded_minor - 1 where order_id = ':refunded'",
  },
  {
    ...{ book: 'payments', table: 'provider_calls', found: ['I5'] },
    by: "update provider_calls set state = 'pending', next_at = now() + interval '1 day', lease_until = now() + interval '1 day' where operation = 'refund'",
    mend: "update provider_calls set state = 'confirmed' where operation = 'refund'",
  },
  {
    ...{ book: 'payments', table: 'journal_lines', found: ['I3'] },
    by: "update journal_lines set debit_minor = debit_minor + 1 where account = 'provider_receivable' and debit_minor > 0",
    mend: "update journal_lines set debit_minor = debit_minor - 1 where account = 'provider_receivable' and debit_minor > 0",
  },
  {
    ...{ book: 'payments', table: 'journal_entries', found: ['I3'] },
    by: "update journal_entries e set payment_id = (select id from payments where order_id = ':refunded') from payments p where p.id = e.payment_id and p.order_id = ':order'",
    mend: "update journal_entries e set payment_id = (select id from payments where order_id = ':order') where e.correlation_id = (select correlation_id from payments where order_id = ':order')",
  },
  {
    ...{ book: 'payments', table: 'idempotency_keys', found: ['I7'] },
    by: "update idempotency_keys k set reference = o.reference from idempotency_keys o where o.key like '%:refunded-capture' and k.key like '%:order-capture'",
    mend: "update idempotency_keys k set reference = (k.body::jsonb ->> 'id') || '-capture-2' where k.key like '%:order-capture'",
  },
  {
    ...{ book: 'provider', table: 'charges', found: ['I3'] },
    by: "update charges set refunded_minor = refunded_minor + 1 where status = 'partially_refunded'",
    mend: "update charges set refunded_minor = refunded_minor - 1 where status = 'partially_refunded'",
  },
  {
    ...{ book: 'provider', table: 'book_entries', found: ['I2', 'I3'] },
    by: "update book_entries set amount_minor = amount_minor + 1 where kind = 'capture'",
    mend: "update book_entries set amount_minor = amount_minor - 1 where kind = 'capture'",
  },
  {
    ...{ book: 'provider', table: 'idempotency_keys', found: ['I7'] },
    by: `update idempotency_keys set body = (body::jsonb || '{"id": "ch_none"}')::json where key like '%-refund-%'`,
    mend: `update idempotency_keys set body = (body::jsonb || jsonb_build_object('id', (select id from charges where status = 'partially_refunded')))::json where key like '%-refund-%'`,
  },
  {
    ...{ book: 'payments', table: 'journal_lines, a leg dropped', found: ['I3'] },
    by: "delete from journal_lines where account = 'sales' and entry_id in (select id from journal_entries where kind = 'capture' and payment_id in (select id from payments where order_id = ':order'))",
    mend: "insert into journal_lines (entry_id, line, account, debit_minor, credit_minor, currency) select entry_id, 4, 'sales', 0, debit_minor, currency from journal_lines where account = 'provider_receivable' and debit_minor > 0 and entry_id in (select id from journal_entries where kind = 'capture' and payment_id in (select id from payments where order_id = ':order'))",
  },
  {
    ...{ book: 'provider', table: 'book_entries, a capture without its authorization', found: ['I2'] },
    by: "update book_entries set kind = 'decline' where kind = 'authorization'",
    mend: "update book_entries set kind = 'authorization' where kind = 'decline'",
  },
  {
    ...{ book: 'log', table: 'event_log', found: ['I6'] },
    by: `update event_log set data = data || '{"capturedMinor": 1}' where subject = ':order' and type = 'OrderAccepted'`,
    mend: "update event_log set data = data - 'capturedMinor' where subject = ':order' and type = 'OrderAccepted'",
  },
  {
    ...{ book: 'log', table: 'event_log, units that came in', found: ['I4', 'I6'] },
    by: `update event_log set data = data || '{"quantity": 9999}' where subject = ':sku' and type = 'ProductRestocked'`,
    mend: `update event_log set data = data || '{"quantity": 10000}' where subject = ':sku' and type = 'ProductRestocked'`,
  },
  {
    ...{ book: 'log', table: 'event_log, a first amount lost', found: ['I4', 'I6'] },
    by: "update event_log set subject = 'x' || subject where subject = ':sku' and type = 'ProductStocked'",
    mend: "update event_log set subject = substr(subject, 2) where subject = 'x:sku' and type = 'ProductStocked'",
  },
  {
    ...{ book: 'figures', table: 'orders', found: ['I6'] },
    by: "update orders set captured_minor = captured_minor - 1 where order_id = ':order'",
    mend: "update orders set captured_minor = captured_minor + 1 where order_id = ':order'",
  },
  {
    ...{ book: 'figures', table: 'refunds', found: ['I6'] },
    by: "update refunds set amount_minor = amount_minor + 1 where order_id = ':refunded'",
    mend: "update refunds set amount_minor = amount_minor - 1 where order_id = ':refunded'",
  },
  {
    ...{ book: 'shop', table: 'orders, another address', found: ['I6'] },
    by: `update orders set delivery = delivery || '{"city": "Paris"}' where id = ':order'`,
    mend: `update orders set delivery = delivery || '{"city": "London"}' where id = ':order'`,
  },
  {
    ...{ book: 'shop', table: 'order_sagas, another customer', found: ['I6'] },
    by: "update order_sagas set customer_id = customer_id || 'x' where order_id = ':order'",
    mend: "update order_sagas set customer_id = substr(customer_id, 1, length(customer_id) - 1) where order_id = ':order'",
  },
  {
    ...{ book: 'shop', table: 'order_refunds, another amount', found: ['I6'] },
    by: "update order_refunds set amount_minor = amount_minor + 1 where order_id = ':refunded'",
    mend: "update order_refunds set amount_minor = amount_minor - 1 where order_id = ':refunded'",
  },
  {
    ...{ book: 'shop', table: 'idempotency_keys, of another customer', found: ['I7'] },
    by: "update idempotency_keys set scope = scope || 'x' where scope like 'POST /orders %' and body like '%:order%'",
    mend: "update idempotency_keys set scope = substr(scope, 1, length(scope) - 1) where scope like 'POST /orders %x'",
  },
  {
    ...{ book: 'shop', table: 'idempotency_keys, of a refund', found: ['I7'] },
    by: "update idempotency_keys set body = replace(body, ':refunded', 'ord_none') where scope like 'POST /orders/%'",
    mend: "update idempotency_keys set body = replace(body, 'ord_none', ':refunded') where scope like 'POST /orders/%'",
  },
  {
    ...{ book: 'payments', table: 'provider_calls, another amount', found: ['I3'] },
    by: "update provider_calls set amount_minor = amount_minor + 1 where operation = 'capture'",
    mend: "update provider_calls set amount_minor = amount_minor - 1 where operation = 'capture'",
  },
  {
    ...{ book: 'payments', table: 'journal_entries, another kind', found: ['I3'] },
    by: "update journal_entries set kind = 'void' where kind = 'authorization'",
    mend: "update journal_entries set kind = 'authorization' where kind = 'void'",
  },
  {
    ...{ book: 'payments', table: 'journal_lines, another currency', found: ['I3'] },
    by: "update journal_lines set currency = 'EUR' where entry_id in (select id from journal_entries where kind = 'refund')",
    mend: "update journal_lines set currency = 'USD' where currency = 'EUR'",
  },
  {
    ...{ book: 'payments', table: 'ledger_accounts', found: ['I3'] },
    by: "update ledger_accounts set normal_side = 'debit' where code = 'sales'",
    mend: "update ledger_accounts set normal_side = 'credit' where code = 'sales'",
  },
  {
    ...{ book: 'provider', table: 'charges, another payment', found: ['I3'] },
    by: "update charges set reference = reference || 'x' where status = 'captured'",
    mend: "update charges set reference = substr(reference, 1, length(reference) - 1) where status = 'captured'",
  },
  {
    ...{ book: 'log', table: 'event_log, another correlation id', found: ['I6'] },
    by: "update event_log set correlation_id = 'x' || correlation_id where subject = ':order'",
    mend: "update event_log set correlation_id = substr(correlation_id, 2) where subject = ':order'",
  },
  {
    ...{ book: 'figures', table: 'payments', found: ['I6'] },
    by: "update payments set captured_at = null where order_id = ':order'",
    mend: "update payments set captured_at = authorized_at where order_id = ':order'",
  },
];
