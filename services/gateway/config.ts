import {
  boolean,
  type ConfigOf,
  type Environment,
  fileText,
  integer,
  loadConfig,
  optionalUrl,
  serviceSettings,
  text,
  url,
} from '@petstore/chassis/config';

const shape = {
  ...serviceSettings,
  petstoreDomainUrl: url('PETSTORE_DOMAIN_URL'),
  analyticsUrl: url('ANALYTICS_URL'),
  /** PEM (PKCS #8) of the EC P-256 key that signs tokens. */
  signingKey: fileText('JWT_SIGNING_KEY_FILE'),
  /**
   * Base URL of the identity provider, which serves its keys at `/.well-known/jwks.json`; if absent, the gateway's own
   * key verifies tokens.
   */
  identityProviderUrl: optionalUrl('JWKS_URL'),
  issuer: text('JWT_ISSUER'),
  audience: text('JWT_AUDIENCE'),
  /** Whether seeded customers may sign in without a password. Never in production. */
  hasDemoSessions: boolean('DEMO_SESSIONS', { default: false }),
  /** Requests per minute of one customer, or of one address without a valid token; across all replicas. */
  rateLimitPerMinute: integer('RATE_LIMIT_PER_MINUTE', { default: 60_000, minimum: 1 }),
  /**
   * Timeout for the store of correlation claims. Longer than that of rate limits: after it a customer's own id is
   * replaced, and the request is missing from the journey that the customer looks for.
   */
  correlationWaitMs: integer('CORRELATION_WAIT_MS', { default: 2_000, minimum: 1 }),
  /** Timeout for the store of rate limits; after it a request is not limited. */
  rateLimitWaitMs: integer('RATE_LIMIT_WAIT_MS', { default: 250, minimum: 1 }),
  /** Number of trusted proxies in front of the gateway that append to X-Forwarded-For. */
  trustedProxyHops: integer('TRUSTED_PROXY_HOPS', { default: 0, minimum: 0, maximum: 10 }),
};

export type GatewayConfig = ConfigOf<typeof shape>;

export function loadGatewayConfig(environment: Environment): GatewayConfig {
  return loadConfig(shape, environment);
}
