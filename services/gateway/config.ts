import {
  boolean,
  type ConfigOf,
  type Environment,
  fileText,
  loadConfig,
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
  issuer: text('JWT_ISSUER'),
  audience: text('JWT_AUDIENCE'),
  /** Whether seeded customers may sign in without a password. Never in production. */
  hasDemoSessions: boolean('DEMO_SESSIONS', { default: false }),
};

export type GatewayConfig = ConfigOf<typeof shape>;

export function loadGatewayConfig(environment: Environment): GatewayConfig {
  return loadConfig(shape, environment);
}
