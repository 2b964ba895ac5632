import type { FastifyReply } from 'fastify';
import type { AppError } from '../errors/index.ts';
import { problemOfError } from '../http/index.ts';
import { inTransaction, type Pool, type Queryable, type Transaction } from '../postgres/index.ts';
import { idempotencyErrors } from './errors.ts';
import { findKey, type KeyOwner, keepAnswer, type StoredAnswer, takeKey } from './idempotency-store.ts';

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

export interface KeyedRequest extends KeyOwner {
  /** Of what is asked for, by `hashRequest`. */
  readonly requestHash: string;
}

/** What is known of a key: `new`, `begun` with what its caller kept to carry it on, or `answered`. */
export type KeyClaim =
  | { readonly state: 'new' }
  | { readonly state: 'begun'; readonly reference: string }
  | { readonly state: 'answered'; readonly answer: StoredAnswer };

/**
 * Takes a key until the transaction ends. Throws `request-in-flight` while another transaction has it and `idempotency-key-reused` when
 * it was used for another request within 24 hours.
 */
export async function claimKey(transaction: Queryable, request: KeyedRequest): Promise<KeyClaim> {
  // Asked in one go, one after the other: the second sees what the one committed who had the key before.
  const [taken, found] = await Promise.all([takeKey(transaction, request), findKey(transaction, request)]);
  if ('isOurs' in taken && !taken.isOurs) throw idempotencyErrors.create('request-in-flight');
  const known = 'isOurs' in taken ? found : taken;
  if (known === null) return { state: 'new' };
  if (known.requestHash !== request.requestHash) throw idempotencyErrors.create('idempotency-key-reused');
  const { answer, reference } = known;
  return answer === null ? { state: 'begun', reference: reference ?? '' } : { state: 'answered', answer };
}

/** Sends a stored answer as it is. */
export function sendAnswer(reply: FastifyReply, { status, body }: StoredAnswer): FastifyReply {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return reply.code(status).type(type).send(body);
}

/** A business refusal as an answer that is kept: the same request is refused in the same words again. */
export function refusedAnswer(error: AppError, correlationId: string): StoredAnswer {
  const problem = problemOfError(error, correlationId);
  return { status: problem.status, body: JSON.stringify(problem) };
}
