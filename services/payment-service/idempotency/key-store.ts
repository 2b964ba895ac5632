import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { Payment } from '@petstore/contracts/http';

/** A request by its key, which means something only together with who sent it. */
export interface KeyedRequest {
  readonly caller: string;
  readonly key: string;
  readonly requestHash: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Payment;
}

export interface KnownKey {
  readonly requestHash: string;
  readonly paymentId: string | null;
  readonly providerKey: string | null;
  readonly answer: Answer | null;
}

interface KeyRow {
  readonly request_hash: string;
  readonly payment_id: string | null;
  readonly provider_key: string | null;
  readonly response_status: number | null;
  readonly response_body: Payment | null;
}

/** A concurrent first request waits here until the other's transaction ends; an old key is as good as a new one. */
const claim = statement(
  'key-claim',
  `insert into idempotency_keys as known (caller, key, request_hash) values ($1, $2, $3)
   on conflict (caller, key) do update
   set request_hash = excluded.request_hash, payment_id = null, provider_key = null, response_status = null,
     response_body = null, created_at = now()
   where known.created_at < now() - interval '24 hours'`,
);
const select = statement<KeyRow>(
  'key-select',
  `select request_hash, payment_id, provider_key, response_status, response_body
   from idempotency_keys where caller = $1 and key = $2`,
);
const attach = statement(
  'key-attach',
  'update idempotency_keys set payment_id = $3, provider_key = $4 where caller = $1 and key = $2',
);
const finish = statement(
  'key-finish',
  'update idempotency_keys set response_status = $3, response_body = $4 where caller = $1 and key = $2',
);
const prune = statement(
  'key-prune',
  `delete from idempotency_keys where created_at < now() - interval '24 hours'`,
);

/** Undefined: the key was new and is now ours. */
export async function claimKey(
  transaction: Queryable,
  { caller, key, requestHash }: KeyedRequest,
): Promise<KnownKey | undefined> {
  if ((await transaction.query(claim, [caller, key, requestHash])).rowCount > 0) return undefined;
  const row = (await transaction.query(select, [caller, key])).rows[0];
  if (row === undefined) return undefined;
  const { response_status: status, response_body: body } = row;
  return {
    requestHash: row.request_hash,
    paymentId: row.payment_id,
    providerKey: row.provider_key,
    answer: status === null || body === null ? null : { status, body },
  };
}

/** Remembers what the key's request is about, so that a retry carries the same call on. */
export async function attachKey(
  transaction: Queryable,
  { caller, key }: KeyedRequest,
  target: { readonly paymentId: string; readonly providerKey: string | null },
): Promise<void> {
  await transaction.query(attach, [caller, key, target.paymentId, target.providerKey]);
}

export async function finishKey(
  transaction: Queryable,
  { caller, key }: KeyedRequest,
  answer: Answer,
): Promise<void> {
  await transaction.query(finish, [caller, key, answer.status, JSON.stringify(answer.body)]);
}

export async function pruneKeys(database: Queryable): Promise<void> {
  await database.query(prune);
}
