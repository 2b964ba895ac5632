import { inTransaction, type Pool, type Queryable } from '@petstore/chassis/postgres';
import { domainErrors } from '../errors.ts';
import { findAnswer, type KeyOwner, lockKey, type StoredAnswer, saveAnswer } from './idempotency-store.ts';

export interface OnceRequest extends Omit<KeyOwner, 'key'> {
  /** Null for a request that came without one: it is carried out each time. */
  readonly key: string | null;
  readonly requestHash: string;
}

/** What `work` came to, or what it came to the first time. */
export type OnceAnswer<Result> =
  | { readonly isReplay: false; readonly answer: StoredAnswer; readonly result: Result }
  | { readonly isReplay: true; readonly answer: StoredAnswer };

/**
 * Runs `work` once for one key of one caller: its effect, its answer and the key commit in one transaction, so a client that lost the
 * answer gets the very same again for 24 hours, a business refusal as well. Throws `request-in-flight` while the first request is
 * handled and `idempotency-key-reused` for another body. An error of `work` stores nothing: the key may be tried again.
 * (draft-ietf-httpapi-idempotency-key-header)
 */
export async function answerOnce<Result>(
  database: Pool,
  request: OnceRequest,
  work: (transaction: Queryable) => Promise<{ readonly answer: StoredAnswer; readonly result: Result }>,
): Promise<OnceAnswer<Result>> {
  const { requestHash, scope, key } = request;
  return inTransaction(database, async (transaction): Promise<OnceAnswer<Result>> => {
    if (key === null) return { isReplay: false, ...(await work(transaction)) };
    const owner = { scope, key };
    if (!(await lockKey(transaction, owner))) throw domainErrors.create('request-in-flight');
    const known = await findAnswer(transaction, owner);
    if (known !== null) {
      if (known.requestHash !== requestHash) throw domainErrors.create('idempotency-key-reused');
      return { isReplay: true, answer: { status: known.status, body: known.body } };
    }
    const done = await work(transaction);
    await saveAnswer(transaction, owner, { ...done.answer, requestHash });
    return { isReplay: false, ...done };
  });
}
