import { uuidV7 } from '@petstore/chassis/correlation';
import { isOperator } from '@petstore/chassis/identity';
import { headers } from '@petstore/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CorrelationClaims } from './correlation-claims.ts';

/**
 * Runs a customer's request under a fresh correlation id until the sent id is known to belong to the customer, so that
 * an earlier refusal (by the rate limit) is not recorded in another customer's journey; returns the sent id. A request
 * without a customer keeps the sent id. Null if there is nothing to claim.
 */
export function offerCorrelation(
  request: FastifyRequest,
  reply: FastifyReply,
  claims: CorrelationClaims,
): string | null {
  const customerId = customerOf(request);
  const { correlationId } = request.interaction;
  if (customerId === null || claims.isKnown(correlationId, customerId)) return null;
  if (request.headers[headers.correlationId] !== correlationId) {
    claims.rememberMade(correlationId, customerId);
    return null;
  }
  adopt(request, reply, uuidV7());
  return correlationId;
}

/** Adopts a correlation id for a request if it belongs to the request's customer, or if there is no customer. */
export async function adoptIfOwn(
  request: FastifyRequest,
  reply: FastifyReply,
  claims: CorrelationClaims,
  correlationId: string,
): Promise<void> {
  const customerId = customerOf(request);
  if (customerId === null || (await claims.claim(correlationId, customerId)))
    adopt(request, reply, correlationId);
  else claims.rememberMade(request.interaction.correlationId, customerId);
}

function adopt(request: FastifyRequest, reply: FastifyReply, correlationId: string): void {
  request.interaction = { ...request.interaction, correlationId };
  reply.header(headers.correlationId, correlationId);
}

/** Null for operators too: they may read every journey and own none. */
function customerOf({ principal }: FastifyRequest): string | null {
  return principal === null || isOperator(principal) ? null : principal.customerId;
}
