import type { Worker } from '@petstore/chassis/lifecycle';
import type { Pool } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import { pruneKeys } from '../idempotency/key-store.ts';
import { pruneWebhookInbox } from '../webhooks/webhook-inbox-store.ts';

const hourMs = 3_600_000;

/** Removes idempotency keys and webhook ids that can have no more use. */
export function createPruner(database: Pool, clock: Clock): Worker {
  return {
    name: 'payment-pruner',
    async run(signal) {
      while (!signal.aborted) {
        await pruneKeys(database);
        await pruneWebhookInbox(database);
        await clock.wait(hourMs, signal);
      }
    },
  };
}
