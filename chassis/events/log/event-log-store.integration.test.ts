import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inTransaction, unnamedStatement } from '../../postgres/index.ts';
import { holdTransaction } from '../../testing/index.ts';
import { type MessagingFixture, openMessaging } from '../../testing/messaging.ts';
import { type BusPlace, beginning, type StoredEvent } from '../event-bus.ts';
import { publishEvents, readEventsAfter } from './event-log-store.ts';

let messaging: MessagingFixture;
beforeEach(async () => {
  messaging = await openMessaging();
});
afterEach(() => messaging.close());

const publishMany = unnamedStatement(
  `insert into event_log (message_id, source, type, subject, data_version, data, correlation_id, occurred_at)
   select gen_random_uuid(), 'shop', 'PetSold', 'pet-1', 1, '{}', 'many', now() from generate_series(1, 40000)`,
);
const countRead = unnamedStatement<{ rows: number }>(
  `select seq_tup_read + idx_tup_fetch as rows from pg_stat_xact_user_tables where relname = 'event_log'`,
);

/** The plan that is estimated without the values. */
const forAnyValues = unnamedStatement('set local plan_cache_mode = force_generic_plan');
const placeOfMiddle = unnamedStatement<BusPlace>(
  `select transaction_id as "transactionId", position from event_log order by position offset 30000 limit 1`,
);

it.each([
  ['the beginning', 50],
  ['the beginning', 500],
  ['its middle', 50],
  ['its middle', 500],
])('reads only what comes next after %s, %i at a time, however long the log is', async (from, size) => {
  await messaging.events.query(publishMany);
  const [middle] = (await messaging.events.query(placeOfMiddle)).rows;
  await inTransaction(messaging.events, async (transaction) => {
    await transaction.query(forAnyValues);
    const rowsRead = async () => (await transaction.query(countRead)).rows[0]?.rows ?? 0;
    const before = await rowsRead();
    const after = from === 'its middle' && middle !== undefined ? middle : beginning;
    await readEventsAfter(transaction, after, { types: ['PetSold'], size });
    expect((await rowsRead()) - before).toBeLessThan(2 * size);
  });
});

const countWaiting = unnamedStatement<{ sessions: number }>(
  `select count(*) as sessions from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
);

function stored(subject: string, orderId: string): StoredEvent {
  return {
    ...{
      message_id: randomUUID(),
      type: 'PetSold',
      subject,
      data_version: 1,
      data: { petId: subject, orderId },
    },
    ...{ correlation_id: 'test', causation_id: null, traceparent: null, occurred_at: new Date() },
  };
}

it('keeps the order of a subject although a relay that lost its lock publishes at the same time', async () => {
  const { events, bus, logged } = messaging;
  const other = stored('pet-1', 'other');
  const [first, second, third] = ['first', 'second', 'third'].map((orderId) => stored('pet-2', orderId));
  if (first === undefined || second === undefined || third === undefined) return;
  // A second publisher of the same event waits for this transaction.
  const bystander = await holdTransaction(events);
  await bystander.run((transaction) => publishEvents(transaction, 'bystander', [other]));
  const present = bus.publish('shop', [other, first, second, third]);
  const waiting = async () => (await events.query(countWaiting)).rows[0]?.sessions;
  await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 10_000, interval: 5 });
  let isLateDone = false;
  const late = bus.publish('shop', [first, second]).then(() => {
    isLateDone = true;
  });
  await vi.waitFor(async () => expect(isLateDone || (await waiting()) === 2).toBe(true), {
    timeout: 10_000,
    interval: 5,
  });
  await bystander.rollBack();
  await Promise.all([present, late]);
  expect(await logged()).toEqual(['other', 'first', 'second', 'third']);
});
