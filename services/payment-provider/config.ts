import {
  type ConfigOf,
  type Environment,
  integer,
  loadConfig,
  serviceSettings,
  text,
  url,
} from '@petstore/chassis/config';

const fields = {
  ...serviceSettings,
  apiKey: text('API_KEY'),
  webhookSecret: text('WEBHOOK_SECRET'),
  webhookUrl: url('WEBHOOK_URL', { default: 'http://payment-service:8002/webhooks/provider' }),
  /** Retention of webhooks that were delivered or have failed. */
  webhooksKeptHours: integer('WEBHOOKS_KEPT_HOURS', { default: 24, minimum: 1, maximum: 8_760 }),
  jwksUrl: url('JWKS_URL', { default: 'http://gateway:8080' }),
  jwtIssuer: text('JWT_ISSUER', { default: 'urn:petstore:gateway' }),
  jwtAudience: text('JWT_AUDIENCE', { default: 'petstore' }),
} as const;

export type ProviderConfig = ConfigOf<typeof fields>;

export function loadProviderConfig(environment: Environment): ProviderConfig {
  return loadConfig(fields, environment);
}
