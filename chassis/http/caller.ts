import type { IncomingHttpHeaders } from 'node:http';
import { headers } from '@petstore/contracts/http';
import { AppError } from '../errors/index.ts';

/** The sender of a request that came from outside of the mesh. */
export const outsideCaller = 'client';

const accountPattern = /(?:^|;)URI="?spiffe:\/\/[^/;,"]+\/ns\/[^/;,"]+\/sa\/([^/;,"]+)"?/;

/**
 * The caller's service account from `x-forwarded-client-cert` (Envoy's format; the nearest hop's element is the last one).
 * Null when the request did not come through the mesh's identity: from outside, or by the host port.
 */
export function callerOf(request: { headers: IncomingHttpHeaders }): string | null {
  const header = request.headers[headers.forwardedClientCert];
  const text = Array.isArray(header) ? header.at(-1) : header;
  if (text === undefined) return null;
  const nearest = text.split(',').at(-1) ?? '';
  return accountPattern.exec(nearest)?.[1] ?? null;
}

/** Throws `caller-not-allowed` unless the mesh vouches for one of the allowed service accounts. */
export function requireCaller(request: { headers: IncomingHttpHeaders }, allowed: readonly string[]): void {
  const caller = callerOf(request);
  if (caller !== null && allowed.includes(caller)) return;
  throw new AppError('caller-not-allowed', 'forbidden', 'This endpoint is for other services of the mesh.', {
    details: { caller },
  });
}
