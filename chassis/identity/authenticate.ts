import type { FastifyRequest } from 'fastify';
import type { JSONWebKeySet } from 'jose';
import { uuidV7, withInteraction } from '../correlation/index.ts';
import { AppError } from '../errors/index.ts';
import type { HttpClient } from '../http/http-client.ts';
import { type Principal, requireOperator } from '../http/principal.ts';
import { describeSecurity } from '../openapi/route-description.ts';
import type { TokenVerifier } from './token-verifier.ts';

/**
 * A Fastify hook (`onRequest` or `preHandler`) that verifies the bearer token, unless an earlier hook did, and sets
 * `request.principal`.
 */
export function authenticate(verifier: TokenVerifier) {
  return describeSecurity({ anyOf: ['bearer'] }, async (request: FastifyRequest): Promise<void> => {
    if (request.principal !== null) return;
    request.principal = await verifier.verify(request.headers.authorization);
  });
}

/** As `authenticate`, for routes open to anonymous callers: a token is verified only if one is sent. */
export function authenticateIfPresent(verifier: TokenVerifier) {
  return describeSecurity({ anyOf: ['none', 'bearer'] }, async (request: FastifyRequest): Promise<void> => {
    if (request.headers.authorization === undefined || request.principal !== null) return;
    request.principal = await verifier.verify(request.headers.authorization);
  });
}

/** As `authenticate`, for operators only; throws `operator-required`. */
export function authenticateOperator(verifier: TokenVerifier) {
  const use = { anyOf: ['bearer'], isForOperators: true } as const;
  return describeSecurity(use, async (request: FastifyRequest): Promise<void> => {
    request.principal ??= await verifier.verify(request.headers.authorization);
    requireOperator(request.principal);
  });
}

/** The verified principal. Throws `principal-missing` (bug) if the route does not authenticate. */
export function principalOf(request: Pick<FastifyRequest, 'principal'>): Principal {
  if (request.principal === null)
    throw new AppError('principal-missing', 'bug', 'The route did not authenticate.');
  return request.principal;
}

function isKeySet(body: unknown): body is JSONWebKeySet {
  return typeof body === 'object' && body !== null && 'keys' in body && Array.isArray(body.keys);
}

/** Fetches the issuer's key set in an interaction of its own, not in that of the customer whose request needs it. */
export function jwksFrom(client: HttpClient): () => Promise<JSONWebKeySet> {
  return async () => {
    const messageId = uuidV7();
    const response = await withInteraction({ correlationId: `jwks-${messageId}`, messageId }, () =>
      client.send({ method: 'GET', path: '/.well-known/jwks.json', expects: isKeySet }),
    );
    return response.body;
  };
}
