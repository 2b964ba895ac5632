import {
  type ConfigOf,
  type Environment,
  integer,
  list,
  loadConfig,
  serviceSettings,
  text,
  url,
} from '@petstore/chassis/config';

const fields = {
  ...serviceSettings,
  providerUrl: url('PAYMENT_PROVIDER_URL', { default: 'http://payment-provider:8003' }),
  providerApiKey: text('PROVIDER_API_KEY'),
  webhookSecret: text('PROVIDER_WEBHOOK_SECRET'),
  /** Timeout of one attempt of a call to the provider. */
  providerTimeoutMs: integer('PROVIDER_TIMEOUT_MS', { default: 1_500, minimum: 50, maximum: 2_000 }),
  /** Service accounts that may send payment commands without an operator's token. */
  commandCallers: list('COMMAND_CALLERS', { default: ['petstore-domain'] }),
  currencies: list('CURRENCIES', { default: ['USD'] }),
  /** Age after which an authorization without a charge at the provider is abandoned. */
  abandonAfterSeconds: integer('ABANDON_AFTER_SECONDS', { default: 60, minimum: 1 }),
  /** Time after abandoning an authorization during which a late charge is looked for and voided. */
  watchSeconds: integer('WATCH_SECONDS', { default: 600, minimum: 1 }),
  /** Interval between two comparisons of the provider's book with the payments. */
  reconcileSeconds: integer('RECONCILE_SECONDS', { default: 15, minimum: 1, maximum: 3_600 }),
  jwksUrl: url('JWKS_URL', { default: 'http://gateway:8080' }),
  jwtIssuer: text('JWT_ISSUER', { default: 'urn:petstore:gateway' }),
  jwtAudience: text('JWT_AUDIENCE', { default: 'petstore' }),
} as const;

export type PaymentConfig = ConfigOf<typeof fields>;

export function loadPaymentConfig(environment: Environment): PaymentConfig {
  return loadConfig(fields, environment);
}
