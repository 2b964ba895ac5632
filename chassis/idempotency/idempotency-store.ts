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
  /** The caller, and the operation if one key may be used for several. */
  readonly scope: string;
  readonly key: string;
}

interface KnownKey {
  readonly requestHash: string;
  /** Id of the work, if it takes more than one transaction. */
  readonly reference: string | null;
  /** Null while the work is unfinished. */
  readonly answer: StoredAnswer | null;
}

interface KeyRow {
  readonly request_hash: string;
  readonly reference: string | null;
  readonly status: number | null;
  readonly body: string | null;
}

type KeptKey = KeyOwner & Pick<KnownKey, 'requestHash'>;

/** Parameters of `newKeyInsertion`. */
export type NewKeyParameters = KeptKey;

/** Parameters of `openKeyAnswer`; all null if there is no answer. */
export interface KeyAnswerParameters {
  readonly scope: string | null;
  readonly key: string | null;
  readonly answerStatus: number | null;
  readonly answerBody: string | null;
}

/**
 * An answered key needs no lock, so that its replays never wait for each other. The lock lasts until the transaction
 * ends: a request that does not get it knows that the first one is still under way.
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

/**
 * Part of a service's own statement (`statementWithParameters<NewKeyParameters>`), for work that is begun in the same
 * statement: inserts a key with the `reference` column of `source`, once for all copies of a request. No row is
 * returned if the key is known or another request holds it; `claimKey` then tells which.
 */
export function newKeyInsertion(source: string): string {
  return `insert into idempotency_keys (scope, key, request_hash, reference)
   select :scope, :key, :requestHash, reference from ${source}
   where pg_try_advisory_xact_lock(hashtextextended(:scope || chr(10) || :key, 0))
   on conflict (scope, key) do nothing returning reference`;
}

/**
 * Part of a service's own statement, for an answer that is stored with its effect: answers the key that `source` has a
 * row for. No row is returned if the key is answered already; `keepFirstAnswer` then tells the first answer.
 */
export function openKeyAnswer(source: string): string {
  return `update idempotency_keys set status = :answerStatus, body = :answerBody from ${source}
   where scope = :scope and key = :key and idempotency_keys.status is null returning key`;
}

/** Overwrites a key older than 24 hours. */
const insertReference = statement(
  'begin-idempotency-key',
  `insert into idempotency_keys (scope, key, request_hash, reference) values ($1, $2, $3, $4)
   on conflict (scope, key) do update set request_hash = excluded.request_hash, reference = excluded.reference,
     status = null, body = null, created_at = now()`,
);

/** The retention of 24 hours counts from the first request, not from the answer. The first answer within it stays. */
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

/** Returns an answered key, else whether the caller now holds the key's lock until its transaction ends. */
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

/**
 * Reads a key after its lock was taken, and so sees what the previous holder committed. Null for a key that is new or
 * older than 24 hours.
 */
export async function findKey(transaction: Queryable, { scope, key }: KeyOwner): Promise<KnownKey | null> {
  const [row] = (await transaction.query(selectKey, [scope, key])).rows;
  if (row === undefined) return null;
  const { request_hash: requestHash, reference, status, body } = row;
  return { requestHash, reference, answer: status === null || body === null ? null : { status, body } };
}

/** Stores the id of the work before it continues outside this transaction, so that a retry continues the same work. */
export function keepReference(
  transaction: Transaction,
  { scope, key, requestHash }: KeptKey,
  reference: string,
): void {
  transaction.send(insertReference, [scope, key, requestHash, reference]);
}

/** Stores the answer in the transaction of its effect. The caller must have locked the key before the effect. */
export function keepAnswer(transaction: Transaction, key: KeptKey, answer: StoredAnswer): void {
  transaction.send(insertAnswer, valuesOf(key, answer));
}

/**
 * Stores the answer of work that took several transactions, between which the key is not locked. Resolves with the
 * answer to send: if two processes finish the same work, because one was wrongly considered dead, both send the one
 * stored first.
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

/** Deletes keys beyond their retention; true if there may be more. */
export async function pruneKeys(database: Queryable): Promise<boolean> {
  return (await database.query(deleteOld)).rowCount === 1_000;
}

/** Deletes idempotency keys after 24 hours. */
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
