import type { Queryable } from '../postgres/index.ts';
import { idempotencyErrors } from './errors.ts';
import { findKey, type KeyOwner, type StoredAnswer, takeKey } from './idempotency-store.ts';

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
