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
}

interface NewWebhook {
  readonly body: ProviderWebhook;
  readonly correlationId: string;
  readonly causationId: string;
  readonly copies: number;
  readonly delayMs: number;
}

interface DueRow {
  readonly id: string;
  readonly payload: string;
  readonly correlation_id: string;
  readonly causation_id: string;
  readonly attempts: number;
}

/** Longer than an attempt may take; after it the delivery of a crashed process is due again. */
const leaseSeconds = 30;

const insert = statementWithParameters<
  Omit<NewWebhook, 'body'> & { readonly id: string; readonly payload: string }
>(
  'webhook-insert',
  `insert into webhook_deliveries (id, payload, correlation_id, causation_id, copies_left, next_at)
   values (:id, :payload, :correlationId, :causationId, :copies, now() + :delayMs * interval '1 millisecond')`,
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
   returning id, payload, correlation_id, causation_id, attempts`,
);
const delivered = statement(
  'webhook-delivered',
  `update webhook_deliveries
   set copies_left = copies_left - 1, attempts = 0, next_at = now(),
     delivered_at = case when copies_left = 1 then now() end
   where id = $1 and copies_left > 0`,
);
const postpone = statement(
  'webhook-postpone',
  `update webhook_deliveries set next_at = now() + $2 * interval '1 millisecond' where id = $1`,
);
const giveUp = statement(
  'webhook-give-up',
  'update webhook_deliveries set given_up_at = now() where id = $1',
);
const untilNext = statement<{ wait_ms: number | null }>(
  'webhook-until-next',
  `select (extract(epoch from min(next_at) - now()) * 1000)::double precision as wait_ms
   from webhook_deliveries where delivered_at is null and given_up_at is null`,
);

const prune = statement(
  'webhook-prune',
  `delete from webhook_deliveries where id in (
     select id from webhook_deliveries
     where coalesce(delivered_at, given_up_at) < now() - make_interval(hours => $1)
     limit $2
   )`,
);

export function insertWebhook(transaction: Transaction, webhook: NewWebhook): void {
  const { body, ...rest } = webhook;
  transaction.send(insert, insert.values({ ...rest, id: prefixedId('wh'), payload: JSON.stringify(body) }));
}

/** Leases webhooks that are due; no other process delivers them until the lease expires. */
export async function takeDueWebhooks(database: Queryable, limit: number): Promise<DueWebhook[]> {
  const { rows } = await database.query(take, [limit]);
  return rows.map(({ id, payload, correlation_id, causation_id, attempts }) => ({
    id,
    payload,
    correlationId: correlation_id,
    causationId: causation_id,
    attempts,
  }));
}

/** Records the delivery of one copy; the webhook is done when no copy is left. */
export async function markDelivered(database: Queryable, id: string): Promise<void> {
  await database.query(delivered, [id]);
}

export async function postponeWebhook(database: Queryable, id: string, afterMs: number): Promise<void> {
  await database.query(postpone, [id, afterMs]);
}

export async function giveUpWebhook(database: Queryable, id: string): Promise<void> {
  await database.query(giveUp, [id]);
}

/** Null if no webhook is waiting. */
export async function msUntilNextWebhook(database: Queryable): Promise<number | null> {
  return (await database.query(untilNext)).rows[0]?.wait_ms ?? null;
}

/** Deletes at most `most` webhooks that ended more than `keptHours` ago and returns their number. */
export async function pruneWebhooks(database: Queryable, keptHours: number, most: number): Promise<number> {
  return (await database.query(prune, [keptHours, most])).rowCount;
}
