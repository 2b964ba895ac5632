import { holdsCardNumber } from '../card-numbers/index.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

const accepted = /^[\w.-]{1,128}$/;

/**
 * Whether a client may choose this correlation id: 1 to 128 characters of `[A-Za-z0-9_.-]` without a card number,
 * because the id is stored with every record of the interaction.
 */
export function isCorrelationId(candidate: unknown): candidate is string {
  if (typeof candidate !== 'string') return false;
  // Digits of a UUID are no card number, and most ids are one.
  return isUuid(candidate) || (accepted.test(candidate) && !holdsCardNumber(candidate));
}

/** The client's `x-correlation-id` if it is acceptable, else a new UUIDv7. */
export function acceptCorrelationId(candidate: string | undefined): string {
  return isCorrelationId(candidate) ? candidate : uuidV7();
}
