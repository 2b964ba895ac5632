import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Queryable, unnamedStatement } from '../postgres/index.ts';
import { createCountingPool } from '../testing/create-counting-pool.ts';
import { createFreezableClock } from '../testing/create-freezable-clock.ts';
import { type MessagingFixture, openMessaging } from '../testing/messaging.ts';
import { type Clock, systemClock } from '../time/index.ts';
import { createLeadership } from './leadership.ts';

let messaging: MessagingFixture;
beforeEach(async () => {
  messaging = await openMessaging();
});
afterEach(() => messaging.close());

const leaseMs = 600;
const patience = { timeout: 10_000, interval: 5 };

function replica({ database = messaging.openDatabase(), clock = systemClock as Clock } = {}) {
  return createLeadership({ database, logger: messaging.logger, clock, leaseMs });
}

it('makes one replica the leader, and tells it', async () => {
  const replicas = [replica(), replica(), replica()];
  const gains = vi.fn();
  for (const each of replicas) each.onGain(gains);
  await messaging.whileRunning(replicas, async () => {
    await vi.waitFor(() => expect(gains).toHaveBeenCalledTimes(1), patience);
    await systemClock.wait(leaseMs * 3);
    expect(replicas.filter((each) => each.isLeader())).toHaveLength(1);
  });
  expect(gains).toHaveBeenCalledTimes(1);
});

it('takes over from a leader that was stopped, which leads no more when it goes on', async () => {
  const clock = createFreezableClock();
  const [stopped, other] = [replica({ clock }), replica()];
  const losses = vi.fn();
  await messaging.whileRunning([stopped], async () => {
    await vi.waitFor(() => expect(stopped.isLeader()).toBe(true), patience);
    await messaging.whileRunning([other], async () => {
      clock.freeze();
      await vi.waitFor(() => {
        if (stopped.isLeader() && other.isLeader()) losses();
        expect(other.isLeader()).toBe(true);
      }, patience);
      expect(losses).not.toHaveBeenCalled();
      clock.thaw();
      await systemClock.wait(leaseMs);
      expect([stopped.isLeader(), other.isLeader()]).toEqual([false, true]);
    });
  });
});

it('has a leader again after an operator has emptied the table', async () => {
  const only = replica();
  await messaging.whileRunning([only], async () => {
    await vi.waitFor(() => expect(only.isLeader()).toBe(true), patience);
    await messaging.database.query(unnamedStatement('delete from leader'));
    await systemClock.wait(leaseMs * 2);
    expect(only.isLeader()).toBe(true);
  });
});

it('gives the lease up when it ends', async () => {
  const [first, second] = [replica(), replica()];
  const slow = createLeadership({
    database: messaging.openDatabase(),
    logger: messaging.logger,
    clock: systemClock,
    leaseMs: 60_000,
  });
  await messaging.whileRunning([slow], () => vi.waitFor(() => expect(slow.isLeader()).toBe(true), patience));
  expect(slow.isLeader()).toBe(false);
  await messaging.whileRunning([first], () =>
    vi.waitFor(() => expect(first.isLeader()).toBe(true), patience),
  );
  await messaging.whileRunning([second], () =>
    vi.waitFor(() => expect(second.isLeader()).toBe(true), patience),
  );
});

it('stops leading at the end of its lease while the database cannot be reached', async () => {
  const pool = messaging.openDatabase();
  let isDown = false;
  const database: Queryable = {
    query: async (statement, values) => {
      if (isDown) throw new Error('no connection');
      return pool.query(statement, values);
    },
  };
  const only = createLeadership({ database, logger: messaging.logger, clock: systemClock, leaseMs });
  await messaging.whileRunning([only], async () => {
    await vi.waitFor(() => expect(only.isLeader()).toBe(true), patience);
    isDown = true;
    await vi.waitFor(() => expect(only.isLeader()).toBe(false), patience);
    isDown = false;
    await vi.waitFor(() => expect(only.isLeader()).toBe(true), patience);
  });
});

it('makes at most two statements in the time of a lease', async () => {
  const pools = [messaging.openDatabase(), messaging.openDatabase()].map(createCountingPool);
  const replicas = pools.map((database) => replica({ database }));
  await messaging.whileRunning(replicas, async () => {
    await vi.waitFor(() => expect(replicas.some((each) => each.isLeader())).toBe(true), patience);
    for (const { sent } of pools) sent.length = 0;
    const startedAtMs = systemClock.now();
    await systemClock.wait(leaseMs * 4);
    const leases = (systemClock.now() - startedAtMs) / leaseMs;
    for (const { sent } of pools) expect(sent.length).toBeLessThanOrEqual(2 * leases + 2);
  });
});
