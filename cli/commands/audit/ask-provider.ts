import type { Question } from './question.ts';

/** Invariants within the payment provider's database. */
export const providerQuestions: readonly Question[] = [
  {
    invariant: 'I2',
    book: 'provider',
    sql: `select charge_id as subject, 'it was captured ' || count(*) || ' times' as detail
      from book_entries where kind = 'capture' group by charge_id having count(*) > 1`,
  },
  {
    invariant: 'I2',
    book: 'provider',
    sql: `select reference as subject, 'the payment was captured by ' || count(*) || ' charges: ' || string_agg(id, ', ' order by id) as detail
      from charges where captured_minor > refunded_minor group by reference having count(*) > 1`,
  },
  {
    invariant: 'I2',
    book: 'provider',
    sql: `select c.charge_id as subject, 'a capture of ' || c.amount_minor || ' has no authorization of the same charge and amount before it' as detail
      from book_entries c
      where c.kind = 'capture' and not exists (
        select from book_entries a where a.charge_id = c.charge_id and a.kind = 'authorization' and a.amount_minor = c.amount_minor
          and a.currency = c.currency and a.position < c.position)`,
  },
  {
    invariant: 'I3',
    book: 'provider',
    sql: `with booked as (
        select charge_id,
          coalesce(sum(amount_minor) filter (where kind = 'capture'), 0) as captured,
          coalesce(sum(amount_minor) filter (where kind = 'refund'), 0) as refunded,
          count(*) filter (where kind = 'void') as voids,
          count(*) filter (where kind in ('authorization', 'decline')) as begun
        from book_entries group by charge_id)
      select c.id as subject, 'the charge is ' || c.status || ' with ' || c.captured_minor || ' captured and ' || c.refunded_minor
          || ' refunded; the book has ' || coalesce(b.captured, 0) || ' and ' || coalesce(b.refunded, 0) || ', ' || coalesce(b.voids, 0) || ' voids' as detail
      from charges c left join booked b on b.charge_id = c.id
      where coalesce(b.captured, 0) <> c.captured_minor or coalesce(b.refunded, 0) <> c.refunded_minor or coalesce(b.begun, 0) <> 1
        or (c.status = 'voided') <> (coalesce(b.voids, 0) > 0)
        or c.status <> case when c.decline_code is not null then 'declined' when coalesce(b.voids, 0) > 0 then 'voided'
          when coalesce(b.captured, 0) = 0 then 'authorized' when coalesce(b.refunded, 0) = 0 then 'captured'
          when b.refunded < b.captured then 'partially_refunded' else 'refunded' end`,
  },
  {
    invariant: 'I3',
    book: 'provider',
    sql: `select c.id as subject, 'the charge is of ' || c.amount_minor || ' ' || c.currency || ' for ' || c.reference || '; its ' || b.kind || ' is of '
          || b.amount_minor || ' ' || b.currency || ' for ' || b.reference as detail
      from charges c join book_entries b on b.charge_id = c.id
      where b.reference <> c.reference or b.currency <> c.currency
        or case when b.kind = 'refund' then b.amount_minor > c.amount_minor else b.amount_minor <> c.amount_minor end`,
  },
  {
    invariant: 'I7',
    book: 'provider',
    sql: `select k.key as subject, 'it was answered with a charge that is not there: ' || (k.body ->> 'id') as detail
      from idempotency_keys k where k.body ->> 'id' like 'ch\\_%' and not exists (select from charges c where c.id = k.body ->> 'id')`,
  },
];
