import { type Queryable, statement } from '@petstore/chassis/postgres';

export interface StoredAnswer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

export interface KeyOwner {
  /** The operation and the caller. */
  readonly scope: string;
  readonly key: string;
}

interface KeyRow extends StoredAnswer {
  readonly request_hash: string;
}

/** Held to the end of the transaction: who does not get it knows that the first request is still under way. */
const tryLock = statement<{ locked: boolean }>(
  'lock-idempotency-key',
  `select pg_try_advisory_xact_lock(hashtextextended($1 || chr(10) || $2, 0)) as locked`,
);

const findKey = statement<KeyRow>(
  'find-idempotency-key',
  `select request_hash, status, body from idempotency_keys
   where scope = $1 and key = $2 and created_at > now() - interval '24 hours'`,
);

const saveKey = statement(
  'save-idempotency-key',
  `insert into idempotency_keys (scope, key, request_hash, status, body) values ($1, $2, $3, $4, $5)
   on conflict (scope, key) do update set request_hash = excluded.request_hash, status = excluded.status,
     body = excluded.body, created_at = now()`,
);

const deleteOld = statement(
  'prune-idempotency-keys',
  `delete from idempotency_keys where ctid = any(array(
     select ctid from idempotency_keys where created_at <= now() - interval '24 hours' limit 1000))`,
);

/** False while another transaction handles a request with the same key. */
export async function lockKey(transaction: Queryable, { scope, key }: KeyOwner): Promise<boolean> {
  return (await transaction.query(tryLock, [scope, key])).rows[0]?.locked === true;
}

export async function findAnswer(
  transaction: Queryable,
  { scope, key }: KeyOwner,
): Promise<(StoredAnswer & { requestHash: string }) | null> {
  const [row] = (await transaction.query(findKey, [scope, key])).rows;
  return row === undefined ? null : { requestHash: row.request_hash, status: row.status, body: row.body };
}

export async function saveAnswer(
  transaction: Queryable,
  { scope, key }: KeyOwner,
  { requestHash, status, body }: StoredAnswer & { readonly requestHash: string },
): Promise<void> {
  await transaction.query(saveKey, [scope, key, requestHash, status, body]);
}

/** Removes keys that are not remembered any more; true when there may be more of them. */
export async function pruneKeys(database: Queryable): Promise<boolean> {
  return (await database.query(deleteOld)).rowCount === 1_000;
}
