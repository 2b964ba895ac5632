import { type Queryable, statement } from '@petstore/chassis/postgres';

const insert = statement(
  'webhook-inbox-insert',
  'insert into webhook_inbox (webhook_id) values ($1) on conflict do nothing',
);
const prune = statement(
  'webhook-inbox-prune',
  `delete from webhook_inbox where received_at < now() - interval '24 hours'`,
);

/** False when this webhook came before; a concurrent copy waits until the first one's transaction ends. */
export async function isFirstArrival(transaction: Queryable, webhookId: string): Promise<boolean> {
  return (await transaction.query(insert, [webhookId])).rowCount > 0;
}

/** What is older than the tolerance of signatures is refused anyway; a day is more than enough. */
export async function pruneWebhookInbox(database: Queryable): Promise<void> {
  await database.query(prune);
}
