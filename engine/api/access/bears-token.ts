import { createHash, timingSafeEqual } from 'node:crypto';

/** RFC 6750, 2.1; a scheme is written in any case (RFC 9110, 11.1). */
const bearer = /^bearer +([^\s,]+)$/i;

/** Whether an `authorization` header has the token; how long it takes tells nothing about the token. */
export function bearsToken(authorization: string | undefined, token: string): boolean {
  const given = authorization === undefined ? undefined : bearer.exec(authorization)?.[1];
  return given !== undefined && timingSafeEqual(digestOf(given), digestOf(token));
}

/** Of equal length whatever was sent. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
