import { type Queryable, statement, type Transaction } from '@petstore/chassis/postgres';
import type { Charge } from '@petstore/contracts/http';
import { providerErrors } from '../errors.ts';

export interface StoredAnswer {
  readonly status: number;
  readonly body: Charge;
}

export interface KeyedRequest {
  readonly key: string;
  readonly requestHash: string;
}

const tryLock = statement<{ is_locked: boolean }>(
  'key-try-lock',
  'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as is_locked',
);
const select = statement<{ request_hash: string; status: number; body: Charge }>(
  'key-select',
  `select request_hash, status, body from idempotency_keys where key = $1 and created_at > now() - interval '24 hours'`,
);
const upsert = statement(
  'key-upsert',
  `insert into idempotency_keys (key, request_hash, status, body) values ($1, $2, $3, $4)
   on conflict (key) do update
   set request_hash = excluded.request_hash, status = excluded.status, body = excluded.body, created_at = now()`,
);
const prune = statement(
  'key-prune',
  `delete from idempotency_keys where created_at < now() - interval '24 hours'`,
);

/**
 * Does a piece of work once for its key, inside of the transaction that has the effect: later requests get the stored answer. What
 * throws has no effect and is not stored. The lock ends with the transaction, so a crash leaves no key behind.
 */
export async function onceForKey(
  transaction: Transaction,
  request: KeyedRequest,
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  const { key, requestHash } = request;
  // Asked in one go, one after the other: what is read is what the one left who had the lock before.
  const [lock, known] = await Promise.all([
    transaction.query(tryLock, [key]),
    transaction.query(select, [key]),
  ]);
  if (lock.rows[0]?.is_locked !== true) throw providerErrors.create('request-in-flight');
  const [stored] = known.rows;
  if (stored !== undefined) {
    if (stored.request_hash !== requestHash) throw providerErrors.create('idempotency-key-reused');
    return { status: stored.status, body: stored.body };
  }
  const answer = await work();
  transaction.send(upsert, [key, requestHash, answer.status, JSON.stringify(answer.body)]);
  return answer;
}

export async function pruneKeys(database: Queryable): Promise<number> {
  return (await database.query(prune)).rowCount;
}
