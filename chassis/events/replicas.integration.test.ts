import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inTransaction, unnamedStatement } from '../postgres/index.ts';
import { type CountingPool, createCountingPool } from '../testing/create-counting-pool.ts';
import { createFreezableClock, type FreezableClock } from '../testing/create-freezable-clock.ts';
import { appendSold, type MessagingFixture, openMessaging } from '../testing/messaging.ts';
import { systemClock } from '../time/index.ts';
import { createLeadership, type Leadership } from '../workers/index.ts';
import { createEventConsumer, type EventConsumer } from './consumer/event-consumer.ts';
import { createPostgresBus } from './log/postgres-bus.ts';
import type { OutboxRelay } from './outbox/outbox-relay.ts';

let messaging: MessagingFixture;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  messaging = await openMessaging();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await messaging.close();
});

const patience = { timeout: 20_000, interval: 5 };
const leaseMs = 1_000;

const writeEffect = unnamedStatement(
  `insert into outbox (message_id, type, subject, data_version, data, correlation_id)
   values ('effect-' || gen_random_uuid(), 'Effect', $1, 1, '{}', 'effects')`,
);
const readEffects = unnamedStatement<{ subject: string }>(
  `select subject from outbox where type = 'Effect' order by position`,
);

interface Replica {
  readonly database: CountingPool;
  readonly events: CountingPool;
  readonly leadership: Leadership;
  readonly relay: OutboxRelay;
  readonly consumer: EventConsumer;
  readonly clock: FreezableClock;
  /** Commits events of one transaction and announces them to its own relay. */
  append(subject: string, ...orderIds: string[]): Promise<void>;
  /** As SIGTERM. */
  end(): Promise<void>;
}

/** A process of a service that publishes events and consumes them. */
function startReplica(): Replica {
  const { logger, metrics } = messaging;
  const clock = createFreezableClock();
  const database = createCountingPool(messaging.openDatabase());
  const events = createCountingPool(messaging.events);
  const bus = createPostgresBus(events);
  const leadership = createLeadership({ database, logger, clock, leaseMs });
  const relay = messaging.createRelay({ database, bus, leadership, clock });
  const consumer = createEventConsumer({
    consumer: 'reports',
    database,
    bus,
    types: ['PetSold'],
    handle: async (transaction, { data }) => transaction.send(writeEffect, [data.orderId]),
    leadership,
    logger,
    metrics,
    clock,
  });
  const ending = new AbortController();
  const running = Promise.all([leadership, relay, consumer].map((worker) => worker.run(ending.signal)));
  const end = async () => {
    ending.abort();
    clock.thaw();
    await running;
  };
  ends.push(end);
  return {
    ...{ database, events, leadership, relay, consumer, clock, end },
    async append(subject, ...orderIds) {
      await inTransaction(messaging.database, (transaction) => appendSold(transaction, subject, orderIds));
      relay.wake();
    },
  };
}

const effects = async () => (await messaging.database.query(readEffects)).rows.map(({ subject }) => subject);
/** Order ids in the log, which has the effects too. */
const logged = async () => (await messaging.logged()).filter((orderId) => orderId !== null);
const handledAll = (expected: readonly string[]) =>
  vi.waitFor(async () => expect((await effects()).toSorted()).toEqual(expected.toSorted()), patience);
const leads = (replica: Replica) =>
  vi.waitFor(() => expect(replica.leadership.isLeader()).toBe(true), patience);

async function startTwo(): Promise<[leader: Replica, standby: Replica]> {
  const leader = startReplica();
  await leads(leader);
  return [leader, startReplica()];
}

/** Executions since the last call, by statement. */
function countsOf({ sent }: CountingPool): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of sent.splice(0)) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Numbers of `subject` in their order. */
const ordersOf = (subject: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, place) => `${subject}-${String(from + place).padStart(3, '0')}`);

async function appendAll(replicas: readonly Replica[], orderIds: readonly string[]): Promise<void> {
  for (const [place, orderId] of orderIds.entries())
    await replicas[place % replicas.length]?.append(orderId.split('-')[0] ?? '', orderId);
}

it('publishes and handles what each replica commits, once and in order, while one of them polls', async () => {
  const [leader, standby] = await startTwo();
  await appendAll([leader, standby], ordersOf('a', 60));
  await handledAll(ordersOf('a', 60));
  expect(await effects()).toEqual(ordersOf('a', 60));
  expect(await logged()).toEqual(ordersOf('a', 60));
  const own = countsOf(standby.database);
  expect(own['consumer-admit-batch']).toBeUndefined();
  expect(standby.events.sent.length).toBeLessThan(leader.events.sent.length);
});

it('goes on within the time of a lease when the leader was stopped, which does no harm when it goes on', async () => {
  const [leader, standby] = await startTwo();
  await appendAll([leader, standby], ordersOf('a', 20));
  leader.clock.freeze();
  await appendAll([leader, standby], ordersOf('a', 20, 20));
  await leads(standby);
  await handledAll(ordersOf('a', 40));
  leader.clock.thaw();
  await appendAll([leader, standby], ordersOf('a', 20, 40));
  await handledAll(ordersOf('a', 60));
  expect(await effects()).toEqual(ordersOf('a', 60));
  expect(await logged()).toEqual(ordersOf('a', 60));
});

it('goes on when the leader has ended, and with a third one that comes', async () => {
  const [leader, standby] = await startTwo();
  await appendAll([leader, standby], ordersOf('a', 10));
  await leader.end();
  await appendAll([standby], ordersOf('a', 10, 10));
  await handledAll(ordersOf('a', 20));
  const third = startReplica();
  await standby.end();
  await appendAll([third], ordersOf('a', 10, 20));
  await handledAll(ordersOf('a', 30));
  expect(await effects()).toEqual(ordersOf('a', 30));
});

it('publishes what only a standby knows of before the leader would look', async () => {
  const [leader, standby] = await startTwo();
  await systemClock.wait(1_000);
  countsOf(leader.database);
  const startedAtMs = systemClock.now();
  await standby.append('a', 'a-000');
  await vi.waitFor(async () => expect(await logged()).toEqual(['a-000']), patience);
  expect(countsOf(standby.database)['outbox-take-batch'] ?? 0).toBeGreaterThan(0);
  expect(countsOf(leader.database)['outbox-take-batch']).toBeUndefined();
  expect(systemClock.now() - startedAtMs).toBeGreaterThanOrEqual(200);
});

it('leaves a standby nearly nothing to ask, and tells it of the backlog', async () => {
  const [, standby] = await startTwo();
  await systemClock.wait(500);
  countsOf(standby.database);
  countsOf(standby.events);
  const startedAtMs = systemClock.now();
  await systemClock.wait(4 * leaseMs);
  const leases = (systemClock.now() - startedAtMs) / leaseMs;
  const {
    'leader-take': looks = 0,
    'outbox-count-pending': counts = 0,
    ...rest
  } = countsOf(standby.database);
  expect(looks).toBeLessThanOrEqual(2 * leases + 1);
  expect(counts).toBeGreaterThan(0);
  expect(counts).toBeLessThanOrEqual(3);
  expect(rest).toEqual({});
  expect(countsOf(standby.events)).toEqual({});
});

it('lets a standby find out on demand that it has caught up, and handle what the leader has left', async () => {
  const [leader, standby] = await startTwo();
  expect(standby.consumer.caughtUpAtMs()).toBeNull();
  standby.consumer.wake();
  await vi.waitFor(() => expect(standby.consumer.caughtUpAtMs()).not.toBeNull(), patience);
  leader.clock.freeze();
  await standby.append('a', 'a-000');
  const askedAtMs = systemClock.now();
  await vi.waitFor(async () => {
    standby.consumer.wake();
    expect(await effects()).toEqual(['a-000']);
  }, patience);
  await vi.waitFor(() => {
    standby.consumer.wake();
    expect(standby.consumer.caughtUpAtMs()).toBeGreaterThanOrEqual(askedAtMs);
  }, patience);
});

it('costs a few statements a turn and five turns a second, however many events and transactions there are', async () => {
  const only = startReplica();
  await leads(only);
  await only.append('a', 'a-first');
  await handledAll(['a-first']);
  await systemClock.wait(500);
  countsOf(only.database);
  countsOf(only.events);
  const startedAtMs = systemClock.now();
  await appendAll([only], ordersOf('a', 100));
  await handledAll(['a-first', ...ordersOf('a', 100)]);
  // What was caught up with is counted to the end of its turn.
  const turns = Math.floor((systemClock.now() - startedAtMs) / 200) + 1;
  const own = countsOf(only.database);
  const log = countsOf(only.events);
  expect(own['outbox-take-batch']).toBeLessThanOrEqual(turns);
  expect(own['outbox-move-cursor']).toBeLessThanOrEqual(turns);
  expect(own['consumer-admit-batch']).toBeLessThanOrEqual(turns + 2);
  expect(log['event-log-publish']).toBeLessThanOrEqual(turns);
  expect(log['event-log-read-after']).toBeLessThanOrEqual(turns);
});
