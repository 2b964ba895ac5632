import type { Pool } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import { pruneWebhookInbox } from '../webhooks/webhook-inbox-store.ts';

const hourMs = 3_600_000;

/** Removes webhook ids that can have no more use. */
export function createPruner(database: Pool, clock: Clock): Worker {
  return {
    name: 'payment-pruner',
    async run(signal) {
      while (!signal.aborted) {
        await pruneWebhookInbox(database);
        await clock.wait(hourMs, signal);
      }
    },
  };
}
