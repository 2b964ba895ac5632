import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import type { Queryable } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import type { Worker } from '../workers/index.ts';
import { createLeaseBook, type LeaseBook } from './lease-book.ts';
import {
  forgetRateLimits,
  type Grant,
  leaseRateLimits,
  type RateLimit,
  type Want,
} from './rate-limit-store.ts';

export type RateLimitDecision =
  | {
      readonly outcome: 'allowed' | 'limited';
      /** Requests that are allowed immediately after this one. */
      readonly remaining: number;
      /** Seconds until the bucket is full again. */
      readonly resetSeconds: number;
      /** Seconds until the next request is allowed; zero for an allowed request. */
      readonly retryAfterSeconds: number;
    }
  /** The store did not answer in time: the request goes on unchecked. */
  | { readonly outcome: 'unchecked' };

export interface RateLimiter {
  readonly limit: RateLimit;
  /** Counts one request against a bucket. Never throws and never takes longer than `patienceMs`. */
  take(bucket: string): Promise<RateLimitDecision>;
  /** Returns unused tokens and deletes full buckets. */
  readonly worker: Worker;
}

export interface RateLimiterOptions {
  /** Database `events`, as a role that may execute the functions for rate limits. */
  readonly events: Queryable;
  readonly limit: RateLimit;
  /** How long a request waits for the store before it goes on unchecked; 250 by default. */
  readonly patienceMs?: number;
  readonly logger: Pick<Logger, 'warn'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** After a failure requests skip the store for this time. */
const pauseMs = 1_000;
const forgetEveryMs = 60_000;
const forgetAtOnce = 5_000;
/** Tokens that a bucket leases to a replica at most, and for how long. */
const mostLeased = 20;
const leaseMs = 1_000;
const returnEveryMs = 500;
/** Beyond this number of buckets with a lease none is given, so that many addresses do not fill the memory. */
const mostLeases = 10_000;

/**
 * A rate limit shared by all replicas: GCRA (ITU-T I.371), a bucket that refills evenly, stored in one database.
 * A replica leases a few tokens with the one that it needs, spends them from memory within a second and returns the
 * rest: docs/decisions/0053-rate-limits-by-leased-tokens.md. Requests that arrive while a statement runs are batched
 * into the next one, so a replica runs one statement at a time.
 * It fails open: without its store the shop still sells, and a metric counts unchecked requests.
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { events, limit, patienceMs = 250, logger, metrics, clock } = options;
  const decisions = metrics.counter('rate_limit_decisions_total');
  const leases = createLeaseBook(limit, leaseMs);
  const batches = createBatches(leases, (wants) => {
    const room = leases.size + wants.size <= mostLeases;
    return leaseRateLimits(events, wants, { ...limit, mostLeased: room ? mostLeased : 0 });
  });
  let pausedUntilMs = Number.NEGATIVE_INFINITY;

  function pause(error: unknown): void {
    if (performance.now() < pausedUntilMs) return;
    pausedUntilMs = performance.now() + pauseMs;
    logger.warn({ err: error }, 'requests go on unlimited: the store of rate limits does not answer');
  }

  async function ask(bucket: string): Promise<RateLimitDecision> {
    const untilFullSeconds = leases.spend(bucket);
    if (untilFullSeconds !== undefined) return decideOn(limit, 0, { granted: 1, untilFullSeconds });
    if (performance.now() < pausedUntilMs) return { outcome: 'unchecked' };
    try {
      const { place, grant } = await inTime(batches.take(bucket), patienceMs);
      return decideOn(limit, place, grant);
    } catch (error) {
      pause(error);
      return { outcome: 'unchecked' };
    }
  }

  return {
    limit,
    async take(bucket) {
      const decision = await ask(bucket);
      decisions.inc({ outcome: decision.outcome });
      return decision;
    },
    worker: {
      name: 'rate-limits-pruner',
      async run(signal) {
        let forgetAtMs = clock.now() + forgetEveryMs;
        while (!signal.aborted) {
          await clock.wait(returnEveryMs, signal);
          const unused = leases.endOver(signal.aborted);
          // Tokens that are not returned are missing until the bucket has refilled.
          if (unused.size > 0) await batches.giveBack(unused).catch(pause);
          if (signal.aborted || clock.now() < forgetAtMs) continue;
          forgetAtMs = clock.now() + forgetEveryMs;
          await forgetRateLimits(events, forgetAtOnce);
        }
      },
    },
  };
}

/** Decision for one request of a batch: the first `granted` requests of a bucket are allowed. */
export function decideOn(
  { quota, periodSeconds }: RateLimit,
  place: number,
  { granted, untilFullSeconds }: Grant,
): RateLimitDecision {
  const secondsEach = periodSeconds / quota;
  const remaining = Math.max(0, Math.floor((periodSeconds - untilFullSeconds) / secondsEach + 1e-6));
  const resetSeconds = Math.max(0, untilFullSeconds);
  if (place < granted) return { outcome: 'allowed', remaining, resetSeconds, retryAfterSeconds: 0 };
  const retryAfterSeconds = Math.max(0, untilFullSeconds - periodSeconds + secondsEach);
  return { outcome: 'limited', remaining, resetSeconds, retryAfterSeconds };
}

interface Taken {
  /** Index, from 0, among the requests of one bucket in a batch. */
  readonly place: number;
  readonly grant: Grant;
}

type Ask = (wants: ReadonlyMap<string, Want>) => Promise<ReadonlyMap<string, Grant>>;

/** Batches the requests that arrive while a statement runs; tokens beyond the wanted ones are kept as leases. */
function createBatches(leases: LeaseBook, ask: Ask) {
  let wants = new Map<string, Want>();
  let next: Promise<ReadonlyMap<string, Grant>> | undefined;
  let underWay: Promise<unknown> = Promise.resolve();

  async function run(): Promise<ReadonlyMap<string, Grant>> {
    const batch = wants;
    wants = new Map();
    next = undefined;
    for (const [bucket, { wanted, returned }] of batch)
      batch.set(bucket, { wanted, returned: returned + leases.end(bucket) });
    const takenAtMs = performance.now();
    const grants = new Map(await ask(batch));
    for (const [bucket, { granted, untilFullSeconds }] of grants) {
      const left = Math.max(0, granted - (batch.get(bucket)?.wanted ?? 0));
      const seconds = leases.keep(bucket, { left, untilFullSeconds, takenAtMs });
      grants.set(bucket, { granted, untilFullSeconds: seconds });
    }
    return grants;
  }

  function add(bucket: string, { wanted, returned }: Want): number {
    const before = wants.get(bucket) ?? { wanted: 0, returned: 0 };
    wants.set(bucket, { wanted: before.wanted + wanted, returned: before.returned + returned });
    return before.wanted;
  }

  function send(): Promise<ReadonlyMap<string, Grant>> {
    if (next !== undefined) return next;
    next = underWay.then(run);
    underWay = next.catch(() => undefined);
    return next;
  }

  return {
    async take(bucket: string): Promise<Taken> {
      const place = add(bucket, { wanted: 1, returned: 0 });
      const grant = (await send()).get(bucket);
      if (grant === undefined) throw new Error(`the store of rate limits said nothing of ${bucket}`);
      return { place, grant };
    },
    async giveBack(unused: ReadonlyMap<string, number>): Promise<void> {
      for (const [bucket, returned] of unused) add(bucket, { wanted: 0, returned });
      await send();
    },
  };
}

async function inTime<Result>(work: Promise<Result>, patienceMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
