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
  /** Where the identity provider publishes its keys, below `/.well-known/jwks.json`; without it the gateway's own key is what verifies. */
  identityProviderUrl: optionalUrl('JWKS_URL'),
  issuer: text('JWT_ISSUER'),
  audience: text('JWT_AUDIENCE'),
  /** Whether seeded customers may sign in without a password. Never in production. */
  hasDemoSessions: boolean('DEMO_SESSIONS', { default: false }),
  /** Of one customer, or of one address without a valid token; over all replicas. */
  rateLimitPerMinute: integer('RATE_LIMIT_PER_MINUTE', { default: 60_000, minimum: 1 }),
  /** How long a request waits for the store of limits before it goes on unlimited. */
  rateLimitWaitMs: integer('RATE_LIMIT_WAIT_MS', { default: 250, minimum: 1 }),
  /** Proxies of ours before the gateway that append to X-Forwarded-For. */
  trustedProxyHops: integer('TRUSTED_PROXY_HOPS', { default: 0, minimum: 0, maximum: 10 }),
};

export type GatewayConfig = ConfigOf<typeof shape>;

export function loadGatewayConfig(environment: Environment): GatewayConfig {
  return loadConfig(shape, environment);
}
