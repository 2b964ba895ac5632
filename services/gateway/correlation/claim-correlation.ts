import { uuidV7, withInteraction } from '@petstore/chassis/correlation';
import type { HttpServer } from '@petstore/chassis/http';
import { isOperator, type TokenVerifier } from '@petstore/chassis/identity';
import { headers } from '@petstore/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CorrelationClaims } from './correlation-claims.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The correlation id that a customer sent, until its owner is known; null otherwise. */
    offeredCorrelationId: string | null;
  }
}

/**
 * Runs a customer's request under a fresh correlation id until the sent id is known to belong to the customer, so that
 * an earlier refusal (by the rate limit) is not recorded in another customer's journey. A request without a customer
 * keeps the sent id.
 */
export function offerCorrelation(
  server: HttpServer,
  claims: CorrelationClaims,
  verifier: TokenVerifier,
): void {
  server.decorateRequest('offeredCorrelationId', null);
  server.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config?.isProbe === true) return done();
    void identify(request, verifier).then(() => {
      const customerId = customerOf(request);
      const { correlationId } = request.interaction;
      if (customerId === null || claims.isKnown(correlationId, customerId)) return done();
      if (request.headers[headers.correlationId] !== correlationId) {
        claims.rememberMade(correlationId, customerId);
        return done();
      }
      request.offeredCorrelationId = correlationId;
      continueUnder(request, reply, uuidV7(), done);
    }, done);
  });
}

/** Restores the sent correlation id of a request if it belongs to the request's customer. */
export function claimCorrelation(server: HttpServer, claims: CorrelationClaims): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { offeredCorrelationId: correlationId } = request;
    if (correlationId === null) return done();
    continueIfOwn(request, reply, claims, correlationId, done);
  });
}

/** Continues a request under a correlation id if it belongs to the request's customer, or if there is no customer. */
export function continueIfOwn(
  request: FastifyRequest,
  reply: FastifyReply,
  claims: CorrelationClaims,
  correlationId: string,
  done: () => void,
): void {
  const customerId = customerOf(request);
  if (customerId === null) {
    continueUnder(request, reply, correlationId, done);
    return;
  }
  void claims.claim(correlationId, customerId).then((isOwn) => {
    if (isOwn) return continueUnder(request, reply, correlationId, done);
    claims.rememberMade(request.interaction.correlationId, customerId);
    done();
  });
}

function continueUnder(
  request: FastifyRequest,
  reply: FastifyReply,
  correlationId: string,
  done: () => void,
): void {
  request.interaction = { ...request.interaction, correlationId };
  reply.header(headers.correlationId, correlationId);
  withInteraction(request.interaction, done);
}

/** Sets the principal of a valid token; an invalid token is left for the route to refuse. */
async function identify(request: FastifyRequest, verifier: TokenVerifier): Promise<void> {
  const { authorization } = request.headers;
  if (authorization !== undefined && request.principal === null)
    request.principal = await verifier.verify(authorization).catch(() => null);
}

/** Null for operators too: they may read every journey and own none. */
function customerOf({ principal }: FastifyRequest): string | null {
  return principal === null || isOperator(principal) ? null : principal.customerId;
}
