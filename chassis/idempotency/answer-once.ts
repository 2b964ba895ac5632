import { inTransaction, type Pool, type Transaction } from '../postgres/index.ts';
import { claimKey, type KeyedRequest } from './claim-key.ts';
import { keepAnswer, type StoredAnswer } from './idempotency-store.ts';

export interface OnceRequest extends Omit<KeyedRequest, 'key'> {
  /** Null for a request that came without one: it is carried out each time. */
  readonly key: string | null;
}

/** What `work` came to, or what it came to the first time. */
export type OnceAnswer<Result> =
  | { readonly isReplay: false; readonly answer: StoredAnswer; readonly result: Result }
  | { readonly isReplay: true; readonly answer: StoredAnswer };

/**
 * Runs `work` once for one key of one caller: its effect, its answer and the key commit in one transaction, so a client that lost the
 * answer gets the very same again for 24 hours, a business refusal as well. Throws `request-in-flight` while the first request is
 * handled and `idempotency-key-reused` for another request. An error of `work` stores nothing: the key may be tried again.
 * (draft-ietf-httpapi-idempotency-key-header)
 * @example const once = await answerOnce(database, { scope: `POST /orders ${customerId}`, key, requestHash }, place);
 */
export async function answerOnce<Result>(
  database: Pool,
  request: OnceRequest,
  work: (transaction: Transaction) => Promise<{ readonly answer: StoredAnswer; readonly result: Result }>,
): Promise<OnceAnswer<Result>> {
  const { key } = request;
  return inTransaction(database, async (transaction): Promise<OnceAnswer<Result>> => {
    if (key === null) return { isReplay: false, ...(await work(transaction)) };
    const keyed = { ...request, key };
    const claim = await claimKey(transaction, keyed);
    if (claim.state === 'answered') return { isReplay: true, answer: claim.answer };
    const done = await work(transaction);
    keepAnswer(transaction, keyed, done.answer);
    return { isReplay: false, ...done };
  });
}
