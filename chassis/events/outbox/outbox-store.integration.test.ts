import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inTransaction, type Pool, type Transaction, unnamedStatement } from '../../postgres/index.ts';
import { type HeldTransaction, holdTransaction } from '../../testing/index.ts';
import { type MessagingFixture, openMessaging } from '../../testing/messaging.ts';
import { takeOutboxBatch } from './outbox-store.ts';

let messaging: MessagingFixture;
let database: Pool;
const held: HeldTransaction[] = [];
beforeEach(async () => {
  messaging = await openMessaging();
  database = messaging.openDatabase();
});
afterEach(async () => {
  for (const transaction of held.splice(0)) await transaction.rollBack();
  await messaging.close();
});

async function hold(pool: Pool): Promise<HeldTransaction> {
  const transaction = await holdTransaction(pool);
  held.push(transaction);
  return transaction;
}

/** The driver's generic plan after several executions, which is estimated without the values. */
const forAnyValues = unnamedStatement('set local plan_cache_mode = force_generic_plan');
const countRead = unnamedStatement<{ rows: number }>(
  `select seq_tup_read + idx_tup_fetch as rows from pg_stat_xact_user_tables where relname = 'outbox'`,
);
const rowsRead = async (transaction: Transaction) => (await transaction.query(countRead)).rows[0]?.rows ?? 0;

const appendMany = unnamedStatement(
  `insert into outbox (message_id, type, subject, data_version, data, correlation_id)
   select gen_random_uuid(), 'PetSold', 'pet-' || n % 100, 1, jsonb_build_object('orderId', n::text), 'many'
   from generate_series(1, 40000) as n`,
);

/** Takes a batch as a relay does, and returns it with the number of rows scanned. */
function relay(size: number) {
  return inTransaction(database, async (transaction) => {
    await transaction.query(forAnyValues);
    const before = await rowsRead(transaction);
    const batch = await takeOutboxBatch(transaction, size);
    batch?.markPublished();
    const orderIds = batch?.events.map(({ data }) => data['orderId']) ?? [];
    return { orderIds, rows: (await rowsRead(transaction)) - before };
  });
}

async function relayUntil(orderId: string, size: number) {
  let last: Awaited<ReturnType<typeof relay>> | undefined;
  await vi.waitFor(
    async () => {
      last = await relay(size);
      expect(last.orderIds).toContain(orderId);
    },
    { timeout: 30_000, interval: 5 },
  );
  return last;
}

it('scans only unpublished rows, however many were published', async () => {
  await database.query(appendMany);
  await relayUntil('40000', 50_000);
  await messaging.append('pet-1', 'new');
  expect((await relayUntil('new', 500))?.rows).toBeLessThan(50);
});

const readCursor = unnamedStatement<{ published_below: string }>('select published_below from outbox_cursor');
const moveCursorOn = unnamedStatement(
  'update outbox_cursor set published_below = pg_snapshot_xmin(pg_current_snapshot()), window_end = pg_snapshot_xmin(pg_current_snapshot())',
);

it('leaves the cursor where another relay has moved it meanwhile', async () => {
  await messaging.append('pet-1', 'one');
  await inTransaction(database, async (transaction) => {
    const batch = await takeOutboxBatch(transaction, 500);
    await messaging.append('pet-1', 'two');
    await messaging.database.query(moveCursorOn);
    batch?.markPublished();
  });
  const [cursor] = (await database.query(readCursor)).rows;
  expect((await relay(500)).orderIds).toEqual([]);
  expect((await database.query(readCursor)).rows[0]).toEqual(cursor);
});

it('scans no row above the horizon while none is below it', async () => {
  await messaging.append('pet-1', 'old');
  await relayUntil('old', 500);
  await hold(messaging.events);
  await database.query(appendMany);
  const relayed = await relay(500);
  expect(relayed).toEqual({ orderIds: [], rows: expect.any(Number) });
  expect(relayed.rows).toBeLessThan(50);
});
