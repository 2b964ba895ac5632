import { withInteraction } from '@petstore/chassis/correlation';
import type { HttpServer } from '@petstore/chassis/http';
import type { TokenVerifier } from '@petstore/chassis/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { adoptIfOwn, offerCorrelation } from '../correlation/claim-correlation.ts';
import type { CorrelationClaims } from '../correlation/correlation-claims.ts';
import type { LimitRequest } from '../limits/limit-request.ts';

interface AdmissionOptions {
  readonly claims: CorrelationClaims;
  readonly verifier: TokenVerifier;
  /** Null if the limit is switched off. */
  readonly limit: LimitRequest | null;
}

/**
 * What each request passes before it is handled: the token is verified, the request counted against its limit, and the
 * sent correlation id claimed. One hook, because each costs a turn of promises and asynchronous context. Probes pass.
 */
export function admitRequests(server: HttpServer, options: AdmissionOptions): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config?.isProbe === true) return done();
    const leave = (error?: Error) => withInteraction(request.interaction, () => done(error));
    void admit(request, reply, options).then(() => leave(), leave);
  });
}

async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { claims, verifier, limit }: AdmissionOptions,
): Promise<void> {
  const { authorization } = request.headers;
  // An invalid token is left for the route to refuse.
  if (authorization !== undefined) request.principal = await verifier.verify(authorization).catch(() => null);
  const offered = offerCorrelation(request, reply, claims);
  await withInteraction(request.interaction, async () => {
    await limit?.(request, reply);
    if (offered !== null) await adoptIfOwn(request, reply, claims, offered);
  });
}
