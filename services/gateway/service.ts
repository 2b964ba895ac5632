import type { Environment } from '@petstore/chassis/config';
import { createTokenVerifier, jwksFrom, type TokenVerifierOptions } from '@petstore/chassis/identity';
import type { ServiceContext, ServiceDefinition, ServiceParts } from '@petstore/chassis/lifecycle';
import { createRateLimiter } from '@petstore/chassis/rate-limit';
import { admitRequests } from './admission/admit-requests.ts';
import { type GatewayConfig, loadGatewayConfig } from './config.ts';
import { createCorrelationClaims } from './correlation/correlation-claims.ts';
import { registerEarlierRoutes } from './earlier-demo/register-earlier-routes.ts';
import { forwardTo } from './forwarding/forward.ts';
import { registerCatalogueRoutes } from './forwarding/register-catalogue-routes.ts';
import { registerCustomerRoutes } from './forwarding/register-customer-routes.ts';
import { registerRestockingRoutes } from './forwarding/register-restocking-routes.ts';
import { createSessionIssuer } from './identity/issue-session.ts';
import { publishedKeys } from './identity/published-keys.ts';
import { registerSessionRoutes } from './identity/register-session-routes.ts';
import { readSigningKey, type SigningKey } from './identity/signing-key.ts';
import { registerJourneyRoutes } from './journeys/register-journey-routes.ts';
import { createRequestLimit } from './limits/limit-request.ts';

const publicKeys = { isProbe: true, summary: 'The keys that verify access tokens (RFC 7517)' };

async function build(config: GatewayConfig, context: ServiceContext): Promise<ServiceParts> {
  const { metrics, clock, logger } = context;
  const { issuer, audience } = config;
  const key = await readSigningKey(config.signingKey);
  const fetchKeys = verifyingKeys(key, config, context);
  const verifier = createTokenVerifier({
    fetchKeys,
    issuer,
    audience,
    clock,
    longestLifetimeHours: config.longestTokenHours,
  });
  const events = context.openEvents({ connections: 2 });
  const quotas = { quota: config.rateLimitPerMinute, periodSeconds: 60 };
  const { rateLimitWaitMs: patienceMs, correlationWaitMs: timeoutMs } = config;
  const limiter = createRateLimiter({ events, limit: quotas, patienceMs, logger, metrics, clock });
  const claims = createCorrelationClaims({ events, timeoutMs, logger, metrics, clock });
  const domain = context.createClient({ peer: 'petstore-domain', baseUrl: config.petstoreDomainUrl });
  const analytics = context.createClient({ peer: 'analytics', baseUrl: config.analyticsUrl });
  const forward = forwardTo(domain);
  const isLimited = !config.protectionsOff.includes('rate-limit');
  const trustedHops = config.trustedProxyHops;
  const limit = isLimited ? createRequestLimit({ limiter, trustedHops, metrics }) : null;
  if (config.hasDemoSessions)
    logger.warn('DEMO_SESSIONS is on: any seeded customer can sign in without a password');
  return {
    workers: [limiter.worker],
    routes(server) {
      admitRequests(server, { claims, verifier, limit });
      server.get('/.well-known/jwks.json', { config: publicKeys }, async (_request, reply) =>
        reply.header('cache-control', 'public, max-age=300').send(await fetchKeys()),
      );
      if (config.hasDemoSessions) {
        const sessions = createSessionIssuer(key, { issuer, audience });
        registerSessionRoutes(server, { domain, issuer: sessions, metrics, clock });
        registerEarlierRoutes(server, { domain, issuer: sessions, verifier, clock, claims });
      }
      registerCatalogueRoutes(server, forward, verifier);
      registerCustomerRoutes(server, forward, verifier);
      registerRestockingRoutes(server, forward, verifier);
      registerJourneyRoutes(server, analytics, verifier);
    },
  };
}

/** The keys of the identity provider if one is configured, else the gateway's own key. */
function verifyingKeys(
  key: SigningKey,
  { identityProviderUrl }: GatewayConfig,
  context: ServiceContext,
): TokenVerifierOptions['fetchKeys'] {
  if (identityProviderUrl === null) return async () => key.keySet;
  const peer = 'identity-provider';
  const client = context.createClient({ peer, baseUrl: identityProviderUrl });
  return publishedKeys({ fetchKeys: jwksFrom(client), clock: context.clock });
}

/** The public entry point: signs customers in, verifies their tokens, validates their requests and forwards them. */
export function defineGateway(environment: Environment): ServiceDefinition {
  const config = loadGatewayConfig(environment);
  return {
    name: 'gateway',
    settings: config,
    environment,
    isEdge: true,
    bodyLimitBytes: 64 * 1024,
    build: (context) => build(config, context),
  };
}
