import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removePostgresData, startPostgres } from '@petstore/engine/postgres';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findFreePorts } from '../processes/find-free-ports.ts';
import { createLifetime, type Lifetime } from '../processes/lifetime.ts';
import { asynchronousCommits, commitsOfJourney, necessaryCommits } from './necessary-commits.ts';
import { type Floor, startFloor, withClient } from './start-floor.ts';
import { createFloorCustomers } from './walk-floor-journey.ts';

const journeys = 20;
/** Answers of a journey of ours with nine requests, measured; a journey's lists differ by some hundred bytes. */
const ourAnswerBytes = 31_000;
const hops = {
  gateway: 9,
  'petstore-domain': 9,
  'payment-service': 4,
  'payment-provider': 2,
  'ml-pet-advisor': 1,
};

let lifetime: Lifetime;
let floor: Floor;
let walked: Walked;

interface Walked {
  readonly answerBytes: number;
  readonly commits: ReadonlyMap<string, number>;
  readonly requests: ReadonlyMap<string, number>;
  /** Transactions of the server that wrote something. */
  readonly writes: number;
  readonly walSyncs: number;
}

beforeAll(async () => {
  lifetime = createLifetime(300_000);
  const directory = await mkdtemp(join(tmpdir(), 'petstore-floor-'));
  await chmod(directory, 0o711);
  lifetime.onEnd(async () => {
    await removePostgresData(directory);
    await rm(directory, { recursive: true, force: true });
  });
  const [port = 0] = await findFreePorts(1);
  const parameters = { fsync: 'on', synchronous_commit: 'on', autovacuum: 'off' };
  const server = await startPostgres({ dataDirectory: directory, port, parameters });
  lifetime.onEnd(() => server.stop());
  const { host, user = '', password } = server.admin;
  const admin = { host, port, user, password: String(password) };
  floor = await startFloor({ admin, journeys, directory, lifetime });
  walked = await withClient({ ...admin, database: 'postgres' }, walkAll);
});
afterAll(() => lifetime.end());

async function walkAll(observer: pg.Client): Promise<Walked> {
  const customers = createFloorCustomers(floor.origin);
  lifetime.onEnd(() => customers.close());
  const before = await observe(observer);
  let answerBytes = 0;
  for (const [turn, petId] of floor.stock.petIds.entries()) {
    const customerId = floor.stock.customerIds[turn % 3] ?? '';
    answerBytes += await customers.walk({ customerId, petId, sku: floor.stock.sku, turn });
  }
  await vi.waitFor(
    async () => expect(await countEvents()).toEqual({ advisor: 12 * journeys, analytics: 12 * journeys }),
    { timeout: 30_000, interval: 500 },
  );
  const counts = [...(await floor.readCounts()).entries()];
  const commits = new Map<string, number>();
  for (const [, { commits: each }] of counts)
    for (const [name, count] of Object.entries(each)) commits.set(name, (commits.get(name) ?? 0) + count);
  const after = await observe(observer);
  return {
    answerBytes: answerBytes / journeys,
    commits,
    requests: new Map(counts.map(([role, { requests }]) => [role, requests])),
    writes: after.writes - before.writes,
    walSyncs: after.walSyncs - before.walSyncs,
  };
}

/** A backend reports what it flushed a while after its last statement. */
async function observe(observer: pg.Client) {
  const look = async () => {
    const { rows } = await observer.query<{ writes: string; syncs: string }>(`
      select pg_snapshot_xmax(pg_current_snapshot())::text as writes,
        (select sum(fsyncs) from pg_stat_io where object = 'wal' and context = 'normal') as syncs`);
    return { writes: Number(rows[0]?.writes), walSyncs: Number(rows[0]?.syncs) };
  };
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  return look();
}

async function countEvents(): Promise<Record<string, number>> {
  const rows = await query<{ consumer: string; count: number }>(
    'select consumer, sum(count)::integer as count from event_counts group by consumer',
  );
  return Object.fromEntries(rows.map(({ consumer, count }) => [consumer, count]));
}

async function query<Row extends object>(text: string): Promise<Row[]> {
  return withClient(floor.database, async (client) => (await client.query<Row>(text)).rows);
}

describe('the floor', () => {
  it('makes each necessary commit as often as the list says', () => {
    const necessary = new Map(necessaryCommits.map(({ name, times }) => [name, times * journeys]));
    const asynchronous = new Set(asynchronousCommits);
    const made = [...walked.commits].filter(([name]) => !asynchronous.has(name));
    expect(new Map(made)).toEqual(necessary);
    expect(commitsOfJourney).toBe(17);
  });

  it('writes in no other transaction than those that it counts', () => {
    const all = [...walked.commits.values()].reduce((sum, count) => sum + count, 0);
    expect(walked.writes).toBe(all);
  });

  it('flushes what it commits', () => {
    expect(walked.walSyncs).toBeGreaterThan((commitsOfJourney - 4) * journeys);
    expect(walked.walSyncs).toBeLessThanOrEqual(walked.writes + 5);
  });

  it('makes the hops of a journey with nine requests', () => {
    const expected = Object.entries(hops).map(([role, count]) => [role, count * journeys]);
    expect(Object.fromEntries(walked.requests)).toEqual({ ...Object.fromEntries(expected), analytics: 0 });
  });

  it('answers with bodies as large as ours', () => {
    expect(walked.answerBytes / ourAnswerBytes).toBeGreaterThan(0.95);
    expect(walked.answerBytes / ourAnswerBytes).toBeLessThan(1.05);
  });

  it.each([
    ['orders', `select from orders where status = 'delivered' and payment_id is not null`, 1],
    ['sold pets', `select from pets p join orders o on o.id = p.order_id where p.status = 'sold'`, 1],
    ['reservations', `select from reservations where status = 'sold'`, 2],
    [
      'captured payments',
      `select from payments where captured_minor = amount_minor and status = 'captured'`,
      1,
    ],
    ['settled calls', `select from provider_calls where state = 'confirmed' and settled_at is not null`, 2],
    ['answers kept by key', 'select from payment_keys where body is not null', 2],
    ['captured charges', `select from charges where captured_minor = amount_minor`, 1],
    ['entries of the book', 'select from book_entries', 2],
    [
      'webhooks',
      'select from webhook_inbox i join webhook_deliveries d on d.id = i.webhook_id and delivered_at is not null',
      2,
    ],
    ['exposures', 'select from exposures', 5],
    ['events in the log', 'select from event_log', 12],
    ['orders in the read model', `select from business_orders where status = 'OrderDelivered'`, 1],
  ])('leaves %s behind', async (_what, text, times) => {
    const [row] = await query<{ count: number }>(`select count(*)::integer as count from (${text}) r`);
    expect(row?.count).toBe(times * journeys);
  });

  it('leaves no cart and no outbox behind, and takes the food out of the stock', async () => {
    const left = await query(`
      select (select count(*) from cart_items)::integer as carts, (select count(*) from domain_outbox)::integer as told,
        (select count(*) from payment_outbox)::integer as paid, (select stock from products) as stock`);
    expect(left).toEqual([{ carts: 0, told: 0, paid: 0, stock: 0 }]);
  });

  it('balances each entry of the ledger', async () => {
    const entries = await query<{ lines: number; balance: number }>(`
      select count(*)::integer as lines, sum(debit_minor - credit_minor)::integer as balance
      from journal_entries e join journal_lines l on l.entry_id = e.id group by e.id`);
    expect(entries).toHaveLength(2 * journeys);
    for (const entry of entries) expect(entry).toEqual({ lines: 2, balance: 0 });
  });
});
