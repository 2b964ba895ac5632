import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import type { Queryable } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import type { Worker } from '../workers/index.ts';
import { forgetRateLimits, type Grant, type RateLimit, takeRateLimits } from './rate-limit-store.ts';

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
  /** Deletes full buckets. */
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

/**
 * A rate limit shared by all replicas: GCRA (ITU-T I.371), a bucket that refills evenly, stored in one database.
 * Requests that arrive while a statement runs are batched into the next one, so a replica runs one statement at a time.
 * It fails open: without its store the shop still sells, and a metric counts unchecked requests.
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { events, limit, patienceMs = 250, logger, metrics, clock } = options;
  const decisions = metrics.counter('rate_limit_decisions_total');
  const batches = createBatches((wanted) => takeRateLimits(events, wanted, limit));
  let pausedUntilMs = Number.NEGATIVE_INFINITY;

  function pause(error: unknown): void {
    if (performance.now() < pausedUntilMs) return;
    pausedUntilMs = performance.now() + pauseMs;
    logger.warn({ err: error }, 'requests go on unlimited: the store of rate limits does not answer');
  }

  async function ask(bucket: string): Promise<RateLimitDecision> {
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
        while (!signal.aborted) {
          await clock.wait(forgetEveryMs, signal);
          if (!signal.aborted) await forgetRateLimits(events, forgetAtOnce);
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

type Ask = (wanted: ReadonlyMap<string, number>) => Promise<ReadonlyMap<string, Grant>>;

/** Batches the requests that arrive while a statement runs. */
function createBatches(ask: Ask) {
  let wanted = new Map<string, number>();
  let next: Promise<ReadonlyMap<string, Grant>> | undefined;
  let underWay: Promise<unknown> = Promise.resolve();

  function begin(): Promise<ReadonlyMap<string, Grant>> {
    const begun = underWay.then(() => {
      const batch = wanted;
      wanted = new Map();
      next = undefined;
      return ask(batch);
    });
    underWay = begun.catch(() => undefined);
    return begun;
  }

  return {
    async take(bucket: string): Promise<Taken> {
      const place = wanted.get(bucket) ?? 0;
      wanted.set(bucket, place + 1);
      next ??= begin();
      const grant = (await next).get(bucket);
      if (grant === undefined) throw new Error(`the store of rate limits said nothing of ${bucket}`);
      return { place, grant };
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
