import type { FastifyReply } from 'fastify';
import type { AppError } from '../errors/index.ts';
import { problemOfError } from '../http/index.ts';
import { inTransaction, type Pool, type Queryable, type Transaction } from '../postgres/index.ts';
import { idempotencyErrors } from './errors.ts';
import { findKey, type KeyOwner, keepAnswer, type StoredAnswer, takeKey } from './idempotency-store.ts';

export interface OnceRequest extends Omit<KeyedRequest, 'key'> {
  /** Null for a request without a key, which is carried out each time. */
  readonly key: string | null;
}

/** The result of `work`, or the stored answer of the first request. */
export type OnceAnswer<Result> =
  | { readonly isReplay: false; readonly answer: StoredAnswer; readonly result: Result }
  | { readonly isReplay: true; readonly answer: StoredAnswer };

/**
 * Runs `work` once for each key of a caller: its effect, its answer and the key commit in one transaction, so a client
 * that lost the answer gets the same one again for 24 hours, a business refusal too. Throws `request-in-flight` while
 * the first request is being handled and `idempotency-key-reused` for another request. An error of `work` stores
 * nothing, so the key can be used again. (draft-ietf-httpapi-idempotency-key-header)
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

export interface KeyedRequest extends KeyOwner {
  /** Hash of the request, by `hashRequest`. */
  readonly requestHash: string;
}

/** State of a key: `new`, `begun` with the stored reference by which work continues, or `answered`. */
export type KeyClaim =
  | { readonly state: 'new' }
  | { readonly state: 'begun'; readonly reference: string }
  | { readonly state: 'answered'; readonly answer: StoredAnswer };

/**
 * Locks a key until the transaction ends. Throws `request-in-flight` while another transaction holds it and
 * `idempotency-key-reused` if it was used for another request within 24 hours.
 */
export async function claimKey(transaction: Queryable, request: KeyedRequest): Promise<KeyClaim> {
  // Both statements are sent together and run in this order: the second sees what the previous holder of the lock
  // committed.
  const [taken, found] = await Promise.all([takeKey(transaction, request), findKey(transaction, request)]);
  if ('isOurs' in taken && !taken.isOurs) throw idempotencyErrors.create('request-in-flight');
  const known = 'isOurs' in taken ? found : taken;
  if (known === null) return { state: 'new' };
  if (known.requestHash !== request.requestHash) throw idempotencyErrors.create('idempotency-key-reused');
  const { answer, reference } = known;
  return answer === null ? { state: 'begun', reference: reference ?? '' } : { state: 'answered', answer };
}

/** Sends a stored answer unchanged. */
export function sendAnswer(reply: FastifyReply, { status, body }: StoredAnswer): FastifyReply {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return reply.code(status).type(type).send(body);
}

/** A business refusal as an answer to store, so that a repeated request is refused in the same way. */
export function refusedAnswer(error: AppError, correlationId: string): StoredAnswer {
  const problem = problemOfError(error, correlationId);
  return { status: problem.status, body: JSON.stringify(problem) };
}
