import type { IncomingHttpHeaders } from 'node:http';
import { headers } from '@petstore/contracts/http';

/**
 * Milliseconds that a request may take: what its caller says it still waits, but no longer than the service gives any request. A value
 * that is no number of milliseconds is taken as absent.
 */
export function readDeadlineMs(incoming: IncomingHttpHeaders, longestMs: number): number {
  const value = incoming[headers.deadlineMs];
  return typeof value === 'string' && /^\d{1,9}$/.test(value)
    ? Math.min(Number(value), longestMs)
    : longestMs;
}
