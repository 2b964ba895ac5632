import type { RateLimit } from './rate-limit-store.ts';

/** Unused tokens of one bucket, which this replica may spend for a while without asking the store. */
interface Lease {
  left: number;
  /** As the store said when it gave the lease, the tokens of the lease being gone. */
  readonly untilFullSeconds: number;
  readonly takenAtMs: number;
}

export interface LeaseBook {
  /** Spends a leased token and returns the seconds until the bucket is full, unused tokens counted as in it. */
  spend(bucket: string): number | undefined;
  /** Keeps the tokens that a bucket gave beyond those that were wanted at `takenAtMs`; returns the same seconds. */
  keep(bucket: string, lease: Readonly<Lease>): number;
  /** Ends the lease of a bucket and returns its unused tokens. */
  end(bucket: string): number;
  /** Ends the leases that are over, or all of them, and returns their unused tokens by bucket. */
  endOver(isEveryOne: boolean): ReadonlyMap<string, number>;
  readonly size: number;
}

/** Leases of buckets, by a monotonic clock. A lease without tokens is forgotten at once. */
export function createLeaseBook({ quota, periodSeconds }: RateLimit, leaseMs: number): LeaseBook {
  const leases = new Map<string, Lease>();
  const isOver = ({ takenAtMs }: Lease) => performance.now() - takenAtMs >= leaseMs;

  function untilFullSeconds({ left, untilFullSeconds: atFirst, takenAtMs }: Lease): number {
    return Math.max(0, atFirst - (performance.now() - takenAtMs) / 1_000 - (left * periodSeconds) / quota);
  }

  return {
    spend(bucket) {
      const lease = leases.get(bucket);
      if (lease === undefined || isOver(lease)) return undefined;
      lease.left -= 1;
      if (lease.left === 0) leases.delete(bucket);
      return untilFullSeconds(lease);
    },
    keep(bucket, lease) {
      if (lease.left > 0) leases.set(bucket, { ...lease });
      return untilFullSeconds(lease);
    },
    end(bucket) {
      const left = leases.get(bucket)?.left ?? 0;
      leases.delete(bucket);
      return left;
    },
    endOver(isEveryOne) {
      const unused = new Map<string, number>();
      for (const [bucket, lease] of leases) if (isEveryOne || isOver(lease)) unused.set(bucket, lease.left);
      for (const bucket of unused.keys()) leases.delete(bucket);
      return unused;
    },
    get size() {
      return leases.size;
    },
  };
}
