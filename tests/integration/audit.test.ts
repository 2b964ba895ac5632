import { createPool, type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { systemClock } from '@petstore/chassis/time';
import {
  type Book,
  type BookConnections,
  bookDatabases,
  booksOf,
  type Finding,
  runAudit,
  withBooks,
} from '@petstore/cli/audit';
import { standingEvents } from '@petstore/contracts/events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Corruption, corruptions } from './testing/corruptions.ts';
import { runPetstore } from './testing/petstore-command.ts';
import { RealSystem } from './testing/real-system.ts';
import { ShopClient } from './testing/shop-client.ts';

const patience = { timeout: 60_000, interval: 200 };
/** The system is idle, so that every difference is a finding without waiting for it to settle. */
const impatience = { settleSeconds: 0, unresolvedSeconds: 0 };
const impatientClock = { ...systemClock, wait: () => Promise.resolve() };

let system: RealSystem;
let connections: BookConnections;
const owners = new Map<Book, Pool>();
/** Values of the placeholders in the statements of the corruptions. */
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

const standing = Object.keys(standingEvents);
const ending = Object.values(standingEvents);
const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');

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

describe('an audit of a consistent system', () => {
  test('finds nothing and exits with 0', async () => {
    const { exitCode, stdout } = await petstoreAudit();
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, findings: [] });
    expect(exitCode).toBe(0);
  });

  test('reads the databases without write access', async () => {
    const wipe = unnamedStatement('delete from orders');
    await expect(withBooks(connections, ({ shop }) => shop.query(wipe))).rejects.toMatchObject({
      cause: { message: expect.stringContaining('read-only') },
    });
  });
});

describe('an audit of a manually changed row', () => {
  test.each(corruptions)('finds it in the table $table of $book', async ({ book, by, mend, found }) => {
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

  test('reports the row and the violation, and exits with 1', async () => {
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

/** These tests run last, because they do not restore what they delete. */
describe('events that are no longer in the log', () => {
  const old = "interval '50 days'";

  test('are reported when they were deleted manually, including the first one', async () => {
    const first = `position = (select min(position) from event_log where type not in (${quoted(standing)}))`;
    names['first'] = await nameOf('log', `select subject as name from event_log where ${first}`);
    expect(await run('log', `delete from event_log where ${first}`)).toBe(1);
    const missing = {
      invariant: 'I6',
      subject: names['first'],
      detail: expect.stringMatching(/^its event \S+ was never published$/),
    };
    expect(await audit()).toEqual([missing]);
    for (const claim of ['now()', 'null']) {
      await run('log', `update event_log_retention set forgotten_until = ${claim}`);
      expect(await audit()).toEqual([missing]);
    }
    await run('log', 'delete from event_log_retention');
    expect(await audit()).toEqual([missing]);
    await run('log', 'insert into event_log_retention default values');
  });

  test('are not reported after the retention has removed them, while events that are kept for good remain', async () => {
    await run('shop', `update order_events set occurred_at = occurred_at - ${old} where order_id = ':order'`);
    await run(
      'shop',
      `update orders set placed_at = placed_at - ${old}, updated_at = updated_at - ${old} where id = ':order'`,
    );
    const isOldKind = `subject in (':order', ':first') or type in (${quoted(standing)})`;
    await run('shop', `update outbox set occurred_at = occurred_at - ${old} where ${isOldKind}`);
    await run(
      'log',
      `update event_log set occurred_at = occurred_at - ${old}, published_at = published_at - ${old} where ${isOldKind}`,
    );
    await run(
      'log',
      `select prune_event_log('40 days', array[${quoted(standing)}], array[${quoted(ending)}], 1000)`,
    );
    expect(await nameOf('log', "select count(*) as name from event_log where subject = ':order'")).toBe(0);
    expect(await audit()).toEqual([]);
  });
});
