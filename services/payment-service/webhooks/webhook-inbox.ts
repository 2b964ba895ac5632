import { type Pool, type Queryable, statement } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';

const hourMs = 3_600_000;

const insert = statement(
  'webhook-inbox-insert',
  'insert into webhook_inbox (webhook_id) values ($1) on conflict do nothing',
);
const prune = statement(
  'webhook-inbox-prune',
  `delete from webhook_inbox where received_at < now() - interval '24 hours'`,
);

/** Records a webhook's id; false for a duplicate. A concurrent copy waits until the first one's transaction ends. */
export async function isFirstArrival(transaction: Queryable, webhookId: string): Promise<boolean> {
  return (await transaction.query(insert, [webhookId])).rowCount > 0;
}

/** Deletes ids after a day: a webhook is refused by the age of its signature after five minutes. */
export function createWebhookInboxPruner(database: Pool, clock: Clock): Worker {
  return {
    name: 'payment-pruner',
    async run(signal) {
      while (!signal.aborted) {
        await database.query(prune);
        await clock.wait(hourMs, signal);
      }
    },
  };
}
