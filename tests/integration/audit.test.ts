import { createPool, type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { systemClock } from '@petstore/chassis/time';
import {
  type Book,
  type BookConnections,
  bookDatabases,
  booksOf,
  type Finding,
  type Invariant,
  runAudit,
  withBooks,
} from '@petstore/cli/audit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runPetstore } from './petstore-command.ts';
import { RealSystem } from './real-system.ts';
import { ShopClient } from './shop-client.ts';

const patience = { timeout: 60_000, interval: 200 };
/** Everything has come to rest here: whatever differs is wrong at once. */
const impatience = { settleSeconds: 0, unresolvedSeconds: 0 };
const impatientClock = { ...systemClock, wait: () => Promise.resolve() };

let system: RealSystem;
let connections: BookConnections;
const owners = new Map<Book, Pool>();
/** What the statements below call a row by. */
const names: Record<string, string> = {};

const audit = () => runAudit(connections, impatience, impatientClock);
const petstoreAudit = () =>
  runPetstore(
    'audit',
    '--json',
    '--settle',
    '0s',
    '--unresolved',
    '0s',
    '--port-offset',
    String(system.offset),
  );

function execute(book: Book, sql: string) {
  const text = sql.replaceAll(/:(\w+)/g, (whole, name: string) => names[name] ?? whole);
  return owners.get(book)?.query(unnamedStatement<{ name: string }>(text));
}
const run = async (book: Book, sql: string) => (await execute(book, sql))?.rowCount ?? 0;
const nameOf = async (book: Book, sql: string) => (await execute(book, sql))?.rows[0]?.name ?? 'none';

beforeAll(async () => {
  system = await RealSystem.prepare();
  await system.up('--replicas', '1');
  const shop = new ShopClient(system.gatewayUrl);
  const pet = await shop.orderPet('customer-051');
  const product = await shop.order('customer-052');
  for (const order of [pet, product]) await shop.expectDelivered(order);
  await shop.refund(product, 100);
  Object.assign(names, { pet: pet.petId, order: pet.id, refunded: product.id });
  connections = await booksOf(await system.status());
  for (const book of Object.keys(bookDatabases) as Book[]) {
    const options = { maxConnections: 1, applicationName: 'corruption', onError: () => undefined };
    owners.set(book, createPool({ connection: connections[book], ...options }));
  }
  names['sku'] = await nameOf('shop', "select sku as name from reservations where order_id = ':refunded'");
  names['untouched'] = await nameOf(
    'shop',
    "select max(sku) as name from product_variants where sku <> ':sku'",
  );
  await vi.waitFor(async () => expect(await audit()).toEqual([]), patience);
}, 240_000);

afterAll(async () => {
  for (const owner of owners.values()) await owner.close();
  await system.dispose();
});

describe('an audit of a system whose books add up', () => {
  test('finds nothing, and says so by its exit code', async () => {
    const { exitCode, stdout } = await petstoreAudit();
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, findings: [] });
    expect(exitCode).toBe(0);
  });

  test('cannot write where it reads', async () => {
    const wipe = unnamedStatement('delete from orders');
    await expect(withBooks(connections, ({ shop }) => shop.query(wipe))).rejects.toMatchObject({
      cause: { message: expect.stringContaining('read-only') },
    });
  });
});

interface Corruption {
  readonly book: Book;
  readonly table: string;
  readonly by: string;
  readonly mend: string;
  readonly found: readonly Invariant[];
}

const corruptions: readonly Corruption[] = [
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
    ...{ book: 'shop', table: 'order_refunds', found: ['I5'] },
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
    ...{ book: 'shop', table: 'idempotency_keys', found: ['I1'] },
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
];

describe('a row that somebody changed by hand is found', () => {
  test.each(corruptions)('in the table $table of $book', async ({ book, by, mend, found }) => {
    expect(await run(book, by)).toBeGreaterThan(0);
    let findings: readonly Finding[] = [];
    try {
      findings = await audit();
    } finally {
      await run(book, mend);
    }
    expect(new Set(findings.map(({ invariant }) => invariant))).toEqual(new Set(found));
    expect(await audit()).toEqual([]);
  });

  test('and told by the command, with the row and what is wrong, as exit code 1', async () => {
    const { book, by, mend } = corruptions[0] as Corruption;
    await run(book, by);
    try {
      const { exitCode, stdout } = await petstoreAudit();
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        ok: false,
        findings: [{ invariant: 'I3' }, { invariant: 'I6', subject: names['order'] }],
      });
    } finally {
      await run(book, mend);
    }
  });
});

/** Last, because it does not put back what it took. */
describe('a log that has forgotten what is old', () => {
  const old = "interval '50 days'";

  test('is not missing anything, though it keeps for good what still holds', async () => {
    await run('shop', `update order_events set occurred_at = occurred_at - ${old} where order_id = ':order'`);
    await run('shop', "delete from outbox where subject = ':order'");
    await run(
      'log',
      `update event_log set occurred_at = occurred_at - ${old}, published_at = published_at - ${old}
      where type in ('PetListed', 'ProductStocked', 'CustomerProfileStated')`,
    );
    expect(await run('log', "delete from event_log where subject = ':order'")).toBeGreaterThan(0);
    expect(await audit()).toEqual([]);
  });
});
