import { type Pool, type Queryable, statement, statementWithParameters } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import type { Charge } from '@petstore/contracts/http';

const hourMs = 3_600_000;

const insert = statement(
  'webhook-inbox-insert',
  'insert into webhook_inbox (webhook_id) values ($1) on conflict do nothing',
);

interface KnownCharge
  extends Pick<Charge, 'id' | 'reference' | 'status' | 'capturedMinor' | 'refundedMinor'> {
  readonly webhookId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

const insertKnown = statementWithParameters<KnownCharge, { is_known: boolean; is_first: boolean }>(
  'webhook-inbox-insert-known',
  `with known as (
     select from payments
     where id = :reference and provider_reference = :id and status = :status and amount_minor = :amountMinor
       and currency = :currency and captured_minor = :capturedMinor and refunded_minor = :refundedMinor
       and not exists (select from provider_calls where payment_id = :reference and state = 'pending')
   ),
   arrived as (
     insert into webhook_inbox (webhook_id)
     select :webhookId from known
     on conflict do nothing returning webhook_id
   )
   select exists (select from known) as is_known, exists (select from arrived) as is_first`,
);
const prune = statement(
  'webhook-inbox-prune',
  `delete from webhook_inbox where received_at < now() - interval '24 hours'`,
);

/** Records a webhook's id; false for a duplicate. A concurrent copy waits until the first one's transaction ends. */
export async function isFirstArrival(transaction: Queryable, webhookId: string): Promise<boolean> {
  return (await transaction.query(insert, [webhookId])).rowCount > 0;
}

/**
 * Records a webhook's id if its charge is what the payment already has, and no call of the payment is pending: a
 * payment never goes back, so that such a charge tells nothing new, now or later. Undefined, without effect, if the
 * charge may tell something; else whether the id is new.
 */
export async function isFirstArrivalOfKnown(
  database: Queryable,
  webhookId: string,
  { id, reference, status, amount, capturedMinor, refundedMinor }: Charge,
): Promise<boolean | undefined> {
  const parameters = { webhookId, id, reference, status, ...amount, capturedMinor, refundedMinor };
  const [row] = (await database.query(insertKnown, insertKnown.values(parameters))).rows;
  return row?.is_known === true ? row.is_first : undefined;
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
