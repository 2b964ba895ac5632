import type { Queryable } from '../../postgres/index.ts';

export interface AskedBucket {
  readonly bucket: string;
  readonly wanted: number;
  readonly returned: number;
  readonly granted: number;
}

/**
 * The SQL function `lease_rate_limits` as a program, by `performance.now()`, so that tests control its time; a test
 * compares the two.
 */
export function createBucketModel() {
  const fullAt = new Map<string, number>();
  const asked: AskedBucket[] = [];

  function lease(values: readonly unknown[]) {
    const [buckets, wants, returns, quota, periodSeconds, mostLeased] = values as Arguments;
    const now = performance.now() / 1_000;
    const secondsEach = periodSeconds / quota;
    return buckets.map((bucket, place) => {
      const [wanted = 0, returned = 0] = [wants[place], returns[place]];
      const start = Math.max(now, (fullAt.get(bucket) ?? now) - returned * secondsEach);
      const tokens = Math.max(0, Math.floor(1e-6 + (periodSeconds - (start - now)) / secondsEach));
      const beyond = wanted === 0 ? 0 : Math.floor(Math.max(0, tokens - wanted) / 20);
      const granted = Math.min(wanted, tokens) + Math.min(mostLeased, beyond);
      fullAt.set(bucket, start + granted * secondsEach);
      asked.push({ bucket, wanted, returned, granted });
      return { bucket, granted, until_full_seconds: start + granted * secondsEach - now };
    });
  }

  const store = {
    query: async (_statement: unknown, values: readonly unknown[]) => ({ rows: lease(values) }),
  } as unknown as Queryable;
  return { store, asked, lease };
}

type Arguments = readonly [string[], number[], number[], number, number, number];
