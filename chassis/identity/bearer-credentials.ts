/**
 * RFC 6750 section 2.1 with RFC 9110 section 11.4: a scheme in any case, at least one space, and credentials without a
 * space or a comma. HTTP parsers remove spaces around the value.
 */
const pattern = /^bearer +([^\s,]+)$/i;

/** The bearer token or API key of an `authorization` header; undefined if it has none. */
export function bearerCredentials(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : pattern.exec(authorization)?.[1];
}
