import type { Queryable } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import { pruneWebhooks } from './webhook-store.ts';

interface WebhookPrunerOptions {
  readonly database: Queryable;
  readonly keptHours: number;
  readonly clock: Clock;
}

const pauseMs = 10 * 60_000;
const batchSize = 2_000;

/** Deletes webhooks that were delivered or failed more than `keptHours` ago; webhooks still to be sent stay. */
export function createWebhookPruner({ database, keptHours, clock }: WebhookPrunerOptions): Worker {
  return {
    name: 'webhook-pruner',
    async run(signal) {
      while (!signal.aborted) {
        const pruned = await pruneWebhooks(database, keptHours, batchSize);
        if (pruned < batchSize) await clock.wait(pauseMs, signal);
      }
    },
  };
}
