import { isCorrelationId } from '@petstore/chassis/correlation';
import { headers } from '@petstore/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { continueIfOwn } from '../correlation/claim-correlation.ts';
import type { CorrelationClaims } from '../correlation/correlation-claims.ts';

/** The earlier demo sent its correlation id in the query or the body; the header of today comes first. */
export function adoptCorrelation(claims: CorrelationClaims) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const correlationId = correlationIn(request.query) ?? correlationIn(request.body);
    if (correlationId === undefined || request.headers[headers.correlationId] !== undefined) done();
    else continueIfOwn(request, reply, { claims, correlationId, done });
  };
}

function correlationIn(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null || !('correlation_id' in part)) return undefined;
  const { correlation_id: value } = part;
  return isCorrelationId(value) ? value : undefined;
}
