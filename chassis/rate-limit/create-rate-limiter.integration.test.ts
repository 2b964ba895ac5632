import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../logging/index.ts';
import { createMetrics } from '../metrics/index.ts';
import { createPool, type Pool, type Queryable, unnamedStatement } from '../postgres/index.ts';
import { createTestEventLog, type TestDatabase } from '../testing/index.ts';
import { systemClock } from '../time/index.ts';
import { createRateLimiter, decideOn, type RateLimitDecision } from './create-rate-limiter.ts';
import { forgetRateLimits, leaseRateLimits } from './rate-limit-store.ts';
import { createBucketModel } from './testing/bucket-model.ts';

const limiterRole = 'test_rate_limiter';
let log: TestDatabase;
let owner: Pool;
const pools: Pool[] = [];
beforeAll(async () => {
  log = await createTestEventLog({ limiters: [limiterRole] });
  owner = open(log.owner);
});
afterAll(async () => {
  for (const pool of pools) await pool.close();
  await log.drop();
});

function open(connection: TestDatabase['owner']): Pool {
  const pool = createPool({
    connection,
    maxConnections: 1,
    applicationName: 'test',
    onError: () => undefined,
  });
  pools.push(pool);
  return pool;
}

interface LimiterSettings {
  readonly events?: Queryable;
  readonly periodSeconds?: number;
  readonly patienceMs?: number;
}

function limiter(quota: number, options: LimiterSettings = {}) {
  const { events = open(log.as(limiterRole)), periodSeconds = 60, patienceMs = 20_000 } = options;
  const metrics = createMetrics();
  const logger = createLogger({ service: 'test', level: 'silent' });
  const limit = { quota, periodSeconds };
  return {
    metrics,
    ...createRateLimiter({ events, limit, patienceMs, logger, metrics, clock: systemClock }),
  };
}

const outcomes = (decisions: readonly RateLimitDecision[]) => decisions.map(({ outcome }) => outcome);
const allowedOf = (decisions: readonly RateLimitDecision[]) =>
  outcomes(decisions).filter((outcome) => outcome === 'allowed').length;

describe('a rate limit', () => {
  it('allows its quota, and returns the remaining requests and when the next one is allowed', async () => {
    const { take } = limiter(3);
    const decisions = [];
    for (let count = 0; count < 4; count += 1) decisions.push(await take('one'));
    expect(outcomes(decisions)).toEqual(['allowed', 'allowed', 'allowed', 'limited']);
    expect(decisions.map((decision) => 'remaining' in decision && decision.remaining)).toEqual([2, 1, 0, 0]);
    const last = decisions[3];
    if (last?.outcome !== 'limited') throw new Error('not limited');
    expect(last.retryAfterSeconds).toBeGreaterThan(15);
    expect(last.retryAfterSeconds).toBeLessThanOrEqual(20);
    expect(last.resetSeconds).toBeGreaterThan(55);
  });

  it('is shared by replicas, and exact while all of them are busy', async () => {
    const replicas = [limiter(100), limiter(100), limiter(100)];
    const takes = Array.from({ length: 300 }, (_, count) => replicas[count % 3]?.take('shared'));
    const decisions = (await Promise.all(takes)).filter((decision) => decision !== undefined);
    expect(allowedOf(decisions)).toBe(100);
  });

  it('counts each bucket separately', async () => {
    const { take } = limiter(2);
    const decisions = await Promise.all(
      ['a', 'b', 'a', 'b', 'a', 'b'].map((bucket) => take(`own-${bucket}`)),
    );
    expect(outcomes(decisions)).toEqual(['allowed', 'allowed', 'allowed', 'allowed', 'limited', 'limited']);
  });
});

describe('the store of rate limits', () => {
  it('refills buckets evenly', async () => {
    const { take } = limiter(10, { periodSeconds: 1 });
    const startedAt = performance.now();
    let allowed = 0;
    while (performance.now() - startedAt < 1_000)
      if ((await take('refill')).outcome === 'allowed') allowed += 1;
    expect(allowed).toBeGreaterThanOrEqual(18);
    expect(allowed).toBeLessThanOrEqual(21);
  });

  it('may be unavailable: requests go on unchecked and counted until it is back', async () => {
    let isAway = true;
    const events = open(log.as(limiterRole));
    const flaky: Queryable = {
      query: (statement, values) =>
        isAway ? Promise.reject(new Error('away')) : events.query(statement, values),
    };
    const { take, metrics } = limiter(1, { events: flaky });
    expect(outcomes([await take('away'), await take('away')])).toEqual(['unchecked', 'unchecked']);
    const { values } = await metrics.counter('rate_limit_decisions_total').get();
    expect(values).toMatchObject([{ labels: { outcome: 'unchecked' }, value: 2 }]);
    isAway = false;
    await vi.waitFor(async () => expect((await take('back')).outcome).not.toBe('unchecked'), {
      timeout: 10_000,
    });
  });

  it('may hang: one request waits a quarter of a second, and the next ones do not wait', async () => {
    const { take } = limiter(1, {
      patienceMs: 250,
      events: { query: () => new Promise(() => undefined) },
    });
    const startedAt = performance.now();
    await take('hangs');
    for (let count = 0; count < 100; count += 1) await take('hangs');
    expect(performance.now() - startedAt).toBeLessThan(900);
  });

  it('leases and takes back tokens as its model does', async () => {
    const events = open(log.as(limiterRole));
    const count = fc.nat({ max: 60 });
    const call = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.record({ wanted: count, returned: count }),
      {
        minKeys: 1,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 300 }),
        fc.array(call, { maxLength: 8 }),
        async (quota, calls) => {
          await owner.query(unnamedStatement("delete from rate_limits where bucket in ('a', 'b', 'c')"));
          const model = createBucketModel();
          // Nothing is refilled while this runs.
          const limit = { quota, periodSeconds: 1e9, mostLeased: 20 };
          for (const each of calls) {
            const wants = new Map(Object.entries(each));
            const stored = await leaseRateLimits(events, wants, limit);
            const modelled = await leaseRateLimits(model.store, wants, limit);
            const grantedOf = (grants: typeof stored) =>
              Object.fromEntries([...grants].map(([bucket, { granted }]) => [bucket, granted]));
            expect(grantedOf(stored)).toEqual(grantedOf(modelled));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('deletes full buckets', async () => {
    const { take } = limiter(1_000, { periodSeconds: 0.05 });
    await take('short');
    await limiter(1).take('long');
    const left = unnamedStatement<{ bucket: string }>(
      `select bucket from rate_limits where bucket in ('short', 'long')`,
    );
    await vi.waitFor(async () => {
      await forgetRateLimits(open(log.as(limiterRole)), 1_000);
      expect((await owner.query(left)).rows).toEqual([{ bucket: 'long' }]);
    });
  });

  it('allows changes of its rows only through its functions', async () => {
    const role = open(log.as(limiterRole));
    for (const sql of ['select from rate_limits', 'delete from rate_limits', 'select from event_log']) {
      await expect(role.query(unnamedStatement(sql))).rejects.toMatchObject({
        details: { sqlState: '42501' },
      });
    }
  });
});

describe('a decision', () => {
  const limit = { quota: 10, periodSeconds: 60 };
  it.each([
    ['the first of a full bucket', 0, { granted: 1, untilFullSeconds: 6 }, ['allowed', 9, 0]],
    ['the last that was granted', 2, { granted: 3, untilFullSeconds: 60 }, ['allowed', 0, 0]],
    ['one more than was granted', 3, { granted: 3, untilFullSeconds: 60 }, ['limited', 0, 6]],
    ['an empty bucket a while later', 0, { granted: 0, untilFullSeconds: 55 }, ['limited', 0, 1]],
  ] as const)('on %s', (_title, place, grant, expected) => {
    const decision = decideOn(limit, place, grant);
    if (decision.outcome === 'unchecked') throw new Error('unchecked');
    expect([decision.outcome, decision.remaining, decision.retryAfterSeconds]).toEqual(expected);
  });
});
