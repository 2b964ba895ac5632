import type { Queryable } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import type { Worker } from '../workers/index.ts';
import { pruneKeys } from './idempotency-store.ts';

const everyMs = 10 * 60_000;

/** Forgets idempotency keys after their 24 hours. */
export function createKeyPruner({ database, clock }: { database: Queryable; clock: Clock }): Worker {
  return {
    name: 'idempotency-key-pruner',
    async run(signal) {
      while (!signal.aborted) {
        const hasMore = await pruneKeys(database);
        if (!hasMore) await clock.wait(everyMs, signal);
      }
    },
  };
}
