import { idempotencyErrors } from '@petstore/chassis/idempotency';
import { type Queryable, statement, type Transaction } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import type { Charge } from '@petstore/contracts/http';

const hourMs = 3_600_000;

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

/** Parameters of `newKeyAnswer`. */
export interface KeyAnswerParameters {
  readonly key: string;
  readonly requestHash: string;
  readonly answerStatus: number;
  /** JSON text. */
  readonly answerBody: string;
}

/** SQL condition: no other request with this key is under way, and none begins until the transaction ends. */
export const keyIsFree = 'pg_try_advisory_xact_lock(hashtextextended(:key, 0))';

/** Part of a statement: stores the answer of a new key if `source` has a row; `keyIsFree` must hold. */
export function newKeyAnswer(source: string): string {
  return `insert into idempotency_keys (key, request_hash, status, body)
   select :key, :requestHash, :answerStatus::integer, :answerBody::json from ${source}`;
}

/**
 * Runs `work` once for its idempotency key, in the transaction of its effect; later requests get the stored answer. If
 * `work` throws, neither effect nor answer is stored. Throws `request-in-flight` while another transaction uses the
 * key, and `idempotency-key-reused` if the key was used for another request.
 */
export async function onceForKey(
  transaction: Transaction,
  request: KeyedRequest,
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  const { key, requestHash } = request;
  // Sent together but executed in order, so the select sees the commit of the lock's previous holder.
  const [lock, known] = await Promise.all([
    transaction.query(tryLock, [key]),
    transaction.query(select, [key]),
  ]);
  if (lock.rows[0]?.is_locked !== true) throw idempotencyErrors.create('request-in-flight');
  const [stored] = known.rows;
  if (stored !== undefined) {
    if (stored.request_hash !== requestHash) throw idempotencyErrors.create('idempotency-key-reused');
    return { status: stored.status, body: stored.body };
  }
  const answer = await work();
  transaction.send(upsert, [key, requestHash, answer.status, JSON.stringify(answer.body)]);
  return answer;
}

/** Deletes idempotency keys after 24 hours. */
export function createKeyPruner(database: Queryable, clock: Clock): Worker {
  return {
    name: 'idempotency-key-pruner',
    async run(signal) {
      while (!signal.aborted) {
        await database.query(prune);
        await clock.wait(hourMs, signal);
      }
    },
  };
}
