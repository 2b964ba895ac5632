/**
 * RFC 6750 section 2.1 within RFC 9110 section 11.4: a scheme in any case, at least one space, and credentials without a space or
 * a comma. Spaces around the value are no part of it: HTTP parsers cut them off.
 */
const pattern = /^bearer +([^\s,]+)$/i;

/** The bearer token or API key of an `authorization` header; undefined where it carries none. */
export function bearerCredentials(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : pattern.exec(authorization)?.[1];
}
