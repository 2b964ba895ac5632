import { prefixedId } from '@petstore/chassis/correlation';
import {
  type Queryable,
  statement,
  statementWithParameters,
  type Transaction,
} from '@petstore/chassis/postgres';
import type { ProviderWebhook } from '@petstore/contracts/http';

export interface DueWebhook {
  readonly id: string;
  readonly payload: string;
  readonly correlationId: string;
  /** Message id of the request that changed the charge. */
  readonly causationId: string;
  /** Number of attempts, including the current one. */
  readonly attempts: number;
  readonly copiesLeft: number;
}

interface NewWebhook {
  readonly body: ProviderWebhook;
  readonly correlationId: string;
  readonly causationId: string;
  readonly copies: number;
}

interface DueRow {
  readonly id: string;
  readonly payload: string;
  readonly correlation_id: string;
  readonly causation_id: string;
  readonly attempts: number;
  readonly copies_left: number;
}

/** Longer than an attempt may take; after it the delivery of a crashed process is due again. */
const leaseSeconds = 30;
/** As `leaseSeconds`, of the first delivery, by the process that has written the webhook. */
export const firstLeaseMs = 5_000;

/** Parameters of `webhookInsertion`. */
export interface WebhookParameters {
  readonly webhookId: string;
  readonly payload: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly copies: number;
  readonly delayMs: number;
}

/** Part of a statement: inserts a webhook, leased by this process, if `source` has a row. */
export function webhookInsertion(source: string): string {
  return `insert into webhook_deliveries (id, payload, correlation_id, causation_id, copies_left, attempts, next_at)
   select :webhookId, :payload, :correlationId, :causationId, :copies::integer, 1,
     now() + (:delayMs::integer + ${firstLeaseMs}) * interval '1 millisecond' from ${source}`;
}

const insert = statementWithParameters<WebhookParameters>(
  'webhook-insert',
  webhookInsertion('(values (1)) as one'),
);
const take = statement<DueRow>(
  'webhook-take-due',
  `update webhook_deliveries
   set attempts = attempts + 1, next_at = now() + interval '${leaseSeconds} seconds'
   where id in (
     select id from webhook_deliveries
     where delivered_at is null and given_up_at is null and next_at <= now()
     order by next_at limit $1
     for update skip locked
   )
   returning id, payload, correlation_id, causation_id, attempts, copies_left`,
);
/** Commits asynchronously: if a crash undoes it, the webhook is delivered again, as any webhook may be. */
const delivered = statement(
  'webhook-delivered',
  `update webhook_deliveries set copies_left = 0, delivered_at = now()
   from (select set_config('synchronous_commit', 'off', true)) as relaxed
   where id = any($1::text[]) and delivered_at is null`,
);
const postpone = statement(
  'webhook-postpone',
  `update webhook_deliveries set next_at = now() + $2 * interval '1 millisecond', copies_left = $3
   where id = $1 and delivered_at is null`,
);
const giveUp = statement(
  'webhook-give-up',
  'update webhook_deliveries set given_up_at = now() where id = $1',
);
const prune = statement(
  'webhook-prune',
  `delete from webhook_deliveries where id in (
     select id from webhook_deliveries
     where coalesce(delivered_at, given_up_at) < now() - make_interval(hours => $1)
     limit $2
   )`,
);

/** A new webhook as the process that writes it delivers it. */
export function newWebhook({ body, correlationId, causationId, copies }: NewWebhook): DueWebhook {
  const payload = JSON.stringify(body);
  return { id: prefixedId('wh'), payload, correlationId, causationId, attempts: 1, copiesLeft: copies };
}

export function parametersOfWebhook(webhook: DueWebhook, delayMs: number): WebhookParameters {
  const { id: webhookId, payload, correlationId, causationId, copiesLeft: copies } = webhook;
  return { webhookId, payload, correlationId, causationId, copies, delayMs };
}

export function insertWebhook(transaction: Transaction, webhook: DueWebhook, delayMs: number): void {
  transaction.send(insert, insert.values(parametersOfWebhook(webhook, delayMs)));
}

/** Leases webhooks that are due; no other process delivers them until the lease expires. */
export async function takeDueWebhooks(database: Queryable, limit: number): Promise<DueWebhook[]> {
  const { rows } = await database.query(take, [limit]);
  return rows.map(({ id, payload, correlation_id, causation_id, attempts, copies_left }) => ({
    id,
    payload,
    correlationId: correlation_id,
    causationId: causation_id,
    attempts,
    copiesLeft: copies_left,
  }));
}

/** Records that all copies of the webhooks were delivered. */
export async function markDelivered(database: Queryable, ids: readonly string[]): Promise<void> {
  await database.query(delivered, [ids]);
}

interface Postponement {
  readonly id: string;
  readonly copiesLeft: number;
  readonly afterMs: number;
}

export async function postponeWebhook(
  database: Queryable,
  { id, copiesLeft, afterMs }: Postponement,
): Promise<void> {
  await database.query(postpone, [id, afterMs, copiesLeft]);
}

export async function giveUpWebhook(database: Queryable, id: string): Promise<void> {
  await database.query(giveUp, [id]);
}

/** Deletes at most `most` webhooks that ended more than `keptHours` ago and returns their number. */
export async function pruneWebhooks(database: Queryable, keptHours: number, most: number): Promise<number> {
  return (await database.query(prune, [keptHours, most])).rowCount;
}
