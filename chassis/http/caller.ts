import type { IncomingHttpHeaders } from 'node:http';
import { headers } from '@petstore/contracts/http';
import { AppError } from '../errors/index.ts';

/** Caller of a request from outside the mesh. */
export const outsideCaller = 'client';

const accountPattern = /(?:^|;)URI="?spiffe:\/\/[^/;,"]+\/ns\/[^/;,"]+\/sa\/([^/;,"]+)"?/;

/**
 * The caller's service account from `x-forwarded-client-cert` (Envoy's format; the last element is the nearest hop's).
 * Null if the request did not pass the mesh: from outside, or through a host port.
 */
export function callerOf(request: { headers: IncomingHttpHeaders }): string | null {
  const header = request.headers[headers.forwardedClientCert];
  const text = Array.isArray(header) ? header.at(-1) : header;
  if (text === undefined) return null;
  const nearest = text.split(',').at(-1) ?? '';
  return accountPattern.exec(nearest)?.[1] ?? null;
}

/** Throws `caller-not-allowed` unless the mesh authenticated one of the allowed service accounts. */
export function requireCaller(request: { headers: IncomingHttpHeaders }, allowed: readonly string[]): void {
  const caller = callerOf(request);
  if (caller !== null && allowed.includes(caller)) return;
  throw new AppError('caller-not-allowed', 'forbidden', 'This endpoint is for other services of the mesh.', {
    details: { caller },
  });
}
