import { uuidV7 } from './uuid-v7.ts';

const accepted = /^[\w.-]{1,128}$/;

/** A client's `x-correlation-id` when it is acceptable, else a fresh UUIDv7. */
export function acceptCorrelationId(candidate: string | undefined): string {
  return candidate !== undefined && accepted.test(candidate) ? candidate : uuidV7();
}
