import { uuidV7, withInteraction } from '@petstore/chassis/correlation';
import type { HttpServer } from '@petstore/chassis/http';
import { isOperator, type TokenVerifier } from '@petstore/chassis/identity';
import { headers } from '@petstore/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CorrelationClaims } from './correlation-claims.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The correlation id that a customer sent, until it is known whose it is. */
    offeredCorrelationId: string | null;
  }
}

/**
 * A customer's request runs under a fresh id until it is known that the id it came with is the customer's own, so whatever refuses it
 * before (a rate limit) leaves no trace in somebody else's journey. Without a customer there is nobody to claim for: the id is kept.
 */
export function offerCorrelation(
  server: HttpServer,
  { claims, verifier }: { readonly claims: CorrelationClaims; readonly verifier: TokenVerifier },
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
      continueUnder(request, reply, { correlationId: uuidV7(), done });
    }, done);
  });
}

/** Gives a request back the id that it came with, if that is its customer's own. */
export function claimCorrelation(server: HttpServer, claims: CorrelationClaims): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { offeredCorrelationId: correlationId } = request;
    if (correlationId === null) return done();
    continueIfOwn(request, reply, { claims, correlationId, done });
  });
}

/** Goes on under an id that the request named: if it is its customer's own, or if there is no customer. */
export function continueIfOwn(
  request: FastifyRequest,
  reply: FastifyReply,
  named: { readonly claims: CorrelationClaims; readonly correlationId: string; readonly done: () => void },
): void {
  const { claims, correlationId, done } = named;
  const customerId = customerOf(request);
  if (customerId === null) {
    continueUnder(request, reply, { correlationId, done });
    return;
  }
  void claims.claim(correlationId, customerId).then((isOwn) => {
    if (isOwn) return continueUnder(request, reply, { correlationId, done });
    claims.rememberMade(request.interaction.correlationId, customerId);
    done();
  });
}

function continueUnder(
  request: FastifyRequest,
  reply: FastifyReply,
  { correlationId, done }: { readonly correlationId: string; readonly done: () => void },
): void {
  request.interaction = { ...request.interaction, correlationId };
  reply.header(headers.correlationId, correlationId);
  withInteraction(request.interaction, done);
}

/** A token that does not hold is the route's to refuse; here it makes nobody a customer. */
async function identify(request: FastifyRequest, verifier: TokenVerifier): Promise<void> {
  const { authorization } = request.headers;
  if (authorization !== undefined && request.principal === null)
    request.principal = await verifier.verify(authorization).catch(() => null);
}

/** Null for an operator as well, who looks after everybody's journeys and has none. */
function customerOf({ principal }: FastifyRequest): string | null {
  return principal === null || isOperator(principal) ? null : principal.customerId;
}
