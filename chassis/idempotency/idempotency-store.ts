import { type Queryable, statement, type Transaction } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import type { Worker } from '../workers/index.ts';

const everyMs = 10 * 60_000;

export interface StoredAnswer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

export interface KeyOwner {
  /** The caller, and the operation where one key may serve several. */
  readonly scope: string;
  readonly key: string;
}

export interface KnownKey {
  readonly requestHash: string;
  /** What the request is about, for work that takes more than one transaction. */
  readonly reference: string | null;
  /** Null while the work is not finished. */
  readonly answer: StoredAnswer | null;
}

interface KeyRow {
  readonly request_hash: string;
  readonly reference: string | null;
  readonly status: number | null;
  readonly body: string | null;
}

type KeptKey = KeyOwner & Pick<KnownKey, 'requestHash'>;

/**
 * A key that is answered needs no lock, so its replays never wait for each other. The lock is held to the end of the transaction: who
 * does not get it knows that the first request is still under way.
 */
const lookAndLock = statement<Partial<KeyRow> & { is_locked: boolean | null }>(
  'lock-idempotency-key',
  `select k.request_hash, k.reference, k.status, k.body,
     case when k.status is null then pg_try_advisory_xact_lock(hashtextextended($1 || chr(10) || $2, 0)) end as is_locked
   from (values (1)) one left join idempotency_keys k
     on k.scope = $1 and k.key = $2 and k.created_at > now() - interval '24 hours'`,
);

const selectKey = statement<KeyRow>(
  'find-idempotency-key',
  `select request_hash, reference, status, body from idempotency_keys
   where scope = $1 and key = $2 and created_at > now() - interval '24 hours'`,
);

/** A key that is older than its day is as good as a new one. */
const insertReference = statement(
  'begin-idempotency-key',
  `insert into idempotency_keys (scope, key, request_hash, reference) values ($1, $2, $3, $4)
   on conflict (scope, key) do update set request_hash = excluded.request_hash, reference = excluded.reference,
     status = null, body = null, created_at = now()`,
);

/** Kept from the first request on: an answer that took its time does not make the key's day longer. The first answer of a day stays. */
const insertAnswer = statement(
  'answer-idempotency-key',
  `insert into idempotency_keys as known (scope, key, request_hash, status, body) values ($1, $2, $3, $4, $5)
   on conflict (scope, key) do update set request_hash = excluded.request_hash, status = excluded.status,
     body = excluded.body, created_at = case when known.status is null then known.created_at else now() end
   where known.status is null or known.created_at <= now() - interval '24 hours'`,
);

const deleteOld = statement(
  'prune-idempotency-keys',
  `delete from idempotency_keys where ctid = any(array(
     select ctid from idempotency_keys where created_at <= now() - interval '24 hours' limit 1000))`,
);

/** An answered key as it is known; else whether the caller has it now, to the end of its transaction. */
export async function takeKey(
  transaction: Queryable,
  { scope, key }: KeyOwner,
): Promise<(KnownKey & { readonly answer: StoredAnswer }) | { readonly isOurs: boolean }> {
  const [row] = (await transaction.query(lookAndLock, [scope, key])).rows;
  if (row?.is_locked === null && row.request_hash !== undefined) {
    const { request_hash: requestHash, reference = null, status = null, body = null } = row;
    if (status !== null && body !== null) return { requestHash, reference, answer: { status, body } };
  }
  return { isOurs: row?.is_locked === true };
}

/** Read after it was taken, which sees what the one committed who had it before. Null for a key that is new, or older than 24 hours. */
export async function findKey(transaction: Queryable, { scope, key }: KeyOwner): Promise<KnownKey | null> {
  const [row] = (await transaction.query(selectKey, [scope, key])).rows;
  if (row === undefined) return null;
  const { request_hash: requestHash, reference, status, body } = row;
  return { requestHash, reference, answer: status === null || body === null ? null : { status, body } };
}

/** Remembers, before the work goes on elsewhere, what the key's request is about, so that a retry carries the same work on. */
export function keepReference(
  transaction: Transaction,
  { scope, key, requestHash }: KeptKey,
  reference: string,
): void {
  transaction.send(insertReference, [scope, key, requestHash, reference]);
}

/** Keeps the answer, in the transaction of the effect that it tells of. For who has had the key since before that effect. */
export function keepAnswer(transaction: Transaction, key: KeptKey, answer: StoredAnswer): void {
  transaction.send(insertAnswer, valuesOf(key, answer));
}

/**
 * The same for work of several transactions, between which nobody has the key. Resolves with the answer to give: of two who bring it
 * to its end, as one does who was thought dead, both give the one that was kept first.
 */
export async function keepFirstAnswer(
  transaction: Queryable,
  key: KeptKey,
  answer: StoredAnswer,
): Promise<StoredAnswer> {
  const { rowCount } = await transaction.query(insertAnswer, valuesOf(key, answer));
  if (rowCount === 1) return answer;
  return (await findKey(transaction, key))?.answer ?? answer;
}

function valuesOf({ scope, key, requestHash }: KeptKey, { status, body }: StoredAnswer) {
  return [scope, key, requestHash, status, body];
}

/** Removes keys that are not remembered any more; true when there may be more of them. */
export async function pruneKeys(database: Queryable): Promise<boolean> {
  return (await database.query(deleteOld)).rowCount === 1_000;
}

/** Forgets idempotency keys after their 24 hours. */
export function createKeyPruner({ database, clock }: { database: Queryable; clock: Clock }): Worker {
  return {
    name: 'idempotency-key-pruner',
    async run(signal) {
      while (!signal.aborted) {
        const hasMore = await pruneKeys(database);
        if (!hasMore) await clock.wait(everyMs, signal);
      }
    },
  };
}
