import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../logging/index.ts';
import { createMetrics } from '../metrics/index.ts';
import type { Queryable } from '../postgres/index.ts';
import { systemClock } from '../time/index.ts';
import { createRateLimiter, type RateLimiter } from './create-rate-limiter.ts';
import { createBucketModel } from './testing/bucket-model.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const mostLeased = 20;

interface Replica extends RateLimiter {
  stop(): void;
}

function startReplica(events: Queryable, quota: number, periodSeconds: number): Replica {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const limit = { quota, periodSeconds };
  const limiter = createRateLimiter({ events, limit, logger, metrics: createMetrics(), clock: systemClock });
  const ending = new AbortController();
  void limiter.worker.run(ending.signal);
  return { ...limiter, stop: () => ending.abort('ended') };
}

async function isAllowed(replica: Replica | undefined, bucket = 'one'): Promise<boolean> {
  return (await replica?.take(bucket))?.outcome === 'allowed';
}

describe('a lease', () => {
  it('makes one statement of a dozen requests, and is returned when it is over', async () => {
    const model = createBucketModel();
    const replica = startReplica(model.store, 60_000, 60);
    for (let count = 0; count < 12; count += 1) expect(await isAllowed(replica)).toBe(true);
    expect(model.asked).toEqual([{ bucket: 'one', wanted: 1, returned: 0, granted: 21 }]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(model.asked[1]).toEqual({ bucket: 'one', wanted: 0, returned: 9, granted: 0 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(model.asked).toHaveLength(2);
  });

  it('is none while few tokens are left, so that the last ones are counted exactly', async () => {
    const model = createBucketModel();
    const replicas = [startReplica(model.store, 19, 6_000), startReplica(model.store, 19, 6_000)];
    for (let count = 0; count < 19; count += 1) expect(await isAllowed(replicas[count % 2])).toBe(true);
    expect(await Promise.all(replicas.map((each) => isAllowed(each)))).toEqual([false, false]);
  });

  it('is told in the remaining requests', async () => {
    const replica = startReplica(createBucketModel().store, 1_000, 60_000);
    const remaining = [];
    for (let count = 0; count < 4; count += 1) {
      const decision = await replica.take('one');
      remaining.push('remaining' in decision && decision.remaining);
    }
    expect(remaining).toEqual([999, 998, 997, 996]);
  });

  it('is returned by a replica that stops', async () => {
    const model = createBucketModel();
    const replica = startReplica(model.store, 60_000, 60);
    await isAllowed(replica);
    replica.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(model.asked[1]).toMatchObject({ returned: 20, granted: 0 });
  });

  it('is not given to more than ten thousand buckets at a time', async () => {
    const model = createBucketModel();
    const replica = startReplica(model.store, 60_000, 60);
    for (let count = 0; count < 10_050; count += 1) await replica.take(`address:${count}`);
    expect(model.asked.filter(({ granted }) => granted > 1)).toHaveLength(10_000);
    await vi.advanceTimersByTimeAsync(1_500);
    await replica.take('address:late');
    expect(model.asked.at(-1)).toMatchObject({ granted: 21 });
  });
});

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('take' as const), replica: fc.nat({ max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('burst' as const), replica: fc.nat({ max: 2 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 1_600 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('crash' as const), replica: fc.nat({ max: 2 }) }) },
);

describe('replicas with leases', () => {
  it('allow no more than quota and refill since the start, and a lease each more in any window', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 600 }),
        fc.array(step, { maxLength: 60 }),
        async (quota, periodSeconds, steps) => {
          const { store } = createBucketModel();
          const replicas = [0, 1, 2].map(() => startReplica(store, quota, periodSeconds));
          const allowedAtMs: number[] = [];
          const startedAtMs = performance.now();
          const take = async (place: number) => {
            if (await isAllowed(replicas[place])) allowedAtMs.push(performance.now());
          };
          for (const each of steps) {
            if (each.does === 'wait') await vi.advanceTimersByTimeAsync(each.ms);
            else if (each.does === 'take') await take(each.replica);
            else if (each.does === 'burst')
              await Promise.all(Array.from({ length: 40 }, () => take(each.replica)));
            else replicas[each.replica] = startReplica(store, quota, periodSeconds);
          }
          const refillOf = (ms: number) => (ms / 1_000) * (quota / periodSeconds) + 1e-3;
          const beyond = allowedAtMs.map((untilMs, last) =>
            allowedAtMs.slice(0, last + 1).map((fromMs, first) => {
              const isFromStart = first === 0;
              const windowMs = untilMs - (isFromStart ? startedAtMs : fromMs);
              const most = quota + refillOf(windowMs) + (isFromStart ? 0 : replicas.length * mostLeased);
              return last - first + 1 - most;
            }),
          );
          expect(Math.max(0, ...beyond.flat())).toBe(0);
          for (const replica of replicas) replica.stop();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuse nobody who has quota left for longer than a lease and its return', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 25, max: 500 }),
        fc.array(fc.nat({ max: 2 }), { maxLength: 200 }),
        async (quota, takes) => {
          const { store } = createBucketModel();
          // Nothing is refilled while this runs.
          const replicas = [0, 1, 2].map(() => startReplica(store, quota, 1e9));
          let allowed = 0;
          for (const place of takes) if (await isAllowed(replicas[place])) allowed += 1;
          await vi.advanceTimersByTimeAsync(1_500);
          while (allowed < quota) {
            // The client's own lease serves it, or the store does.
            expect(await isAllowed(replicas[0])).toBe(true);
            allowed += 1;
          }
          expect(await isAllowed(replicas[0])).toBe(false);
          for (const replica of replicas) replica.stop();
        },
      ),
      { numRuns: 60 },
    );
  });
});
