import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { headers } from '@petstore/contracts/http';
import { holdsCardNumber } from '../card-numbers/index.ts';
import { idempotencyErrors } from './errors.ts';

const accepted = /^[\x21-\x7e]{1,255}$/;

/** The request's key. Throws `idempotency-key-missing` and `idempotency-key-invalid`. */
export function idempotencyKeyOf(incoming: IncomingHttpHeaders): string {
  const key = optionalIdempotencyKeyOf(incoming);
  if (key === null) throw idempotencyErrors.create('idempotency-key-missing');
  return key;
}

/** Null for a request without a key. Throws `idempotency-key-invalid`. */
export function optionalIdempotencyKeyOf(incoming: IncomingHttpHeaders): string | null {
  const key = incoming[headers.idempotencyKey];
  if (key === undefined || key === '') return null;
  if (typeof key !== 'string' || !accepted.test(key))
    throw idempotencyErrors.create('idempotency-key-invalid');
  if (holdsCardNumber(key))
    throw idempotencyErrors.create('idempotency-key-invalid', {
      message: 'The idempotency-key must not hold a card number; take a random one, as a UUID.',
    });
  return key;
}

/**
 * Hash of a request that does not depend on the order of its fields. `target` is the method and path, if the scope of
 * the key does not name the operation.
 */
export function hashRequest(body: unknown, target?: string): string {
  const text = JSON.stringify(sorted(body ?? null));
  return createHash('sha256')
    .update(target === undefined ? text : `${target}\n${text}`)
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
