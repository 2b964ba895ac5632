import type { Pool } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import { pruneKeys } from './key-store.ts';

const hourMs = 3_600_000;

/** Removes keys that nobody may use any more. */
export function createKeyPruner(database: Pool, clock: Clock): Worker {
  return {
    name: 'idempotency-key-pruner',
    async run(signal) {
      while (!signal.aborted) {
        await pruneKeys(database);
        await clock.wait(hourMs, signal);
      }
    },
  };
}
