import { holdsCardNumber } from '../card-numbers/index.ts';
import { uuidV7 } from './uuid-v7.ts';

const accepted = /^[\w.-]{1,128}$/;

/** Whether a client may name its interaction so: the id is kept with all that belongs to it. */
export function isCorrelationId(candidate: unknown): candidate is string {
  return typeof candidate === 'string' && accepted.test(candidate) && !holdsCardNumber(candidate);
}

/** A client's `x-correlation-id` when it is acceptable, else a fresh UUIDv7. */
export function acceptCorrelationId(candidate: string | undefined): string {
  return isCorrelationId(candidate) ? candidate : uuidV7();
}
