import { isCorrelationId, withInteraction } from '@petstore/chassis/correlation';
import { headers } from '@petstore/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The earlier demo sent its correlation id in the query or the body; the header of today comes first. */
export function adoptCorrelation(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const named = correlationIn(request.query) ?? correlationIn(request.body);
  if (named === undefined || request.headers[headers.correlationId] !== undefined) {
    done();
    return;
  }
  request.interaction = { ...request.interaction, correlationId: named };
  reply.header(headers.correlationId, named);
  withInteraction(request.interaction, done);
}

function correlationIn(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null || !('correlation_id' in part)) return undefined;
  const { correlation_id: value } = part;
  return isCorrelationId(value) ? value : undefined;
}
