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
  port: integer('PORT', { default: 8000, minimum: 0, maximum: 65_535 }),
  advisorUrl: url('ML_PET_ADVISOR_URL', { default: 'http://ml-pet-advisor:8001' }),
  paymentsUrl: url('PAYMENT_SERVICE_URL', { default: 'http://payment-service:8002' }),
  jwksUrl: url('JWKS_URL', { default: 'http://gateway:8080' }),
  jwtIssuer: text('JWT_ISSUER', { default: 'urn:petstore:gateway' }),
  jwtAudience: text('JWT_AUDIENCE', { default: 'petstore' }),
  /** Duration of each of the steps prepare, dispatch and deliver. */
  fulfilmentStepMs: integer('FULFILMENT_STEP_MS', { default: 200, minimum: 0 }),
  /** Time for which an order reserves its items before it is accepted. */
  reservationSeconds: integer('RESERVATION_SECONDS', { default: 900, minimum: 1 }),
  authorizePatienceMs: integer('AUTHORIZE_PATIENCE_MS', { default: 5_000, minimum: 0 }),
  capturePatienceMs: integer('CAPTURE_PATIENCE_MS', { default: 60_000, minimum: 0 }),
  /** Time for which a saga step is retried while our own services or databases are unavailable. */
  outagePatienceMs: integer('OUTAGE_PATIENCE_MS', { default: 120_000, minimum: 0 }),
  /** Time for which a compensation is retried before the order needs an operator. */
  compensationPatienceMs: integer('COMPENSATION_PATIENCE_MS', { default: 600_000, minimum: 0 }),
  /** Limits on the open orders of one customer, and on the units in them. */
  mostOpenOrders: integer('MOST_OPEN_ORDERS', { default: 100, minimum: 1 }),
  mostOpenItems: integer('MOST_OPEN_ITEMS', { default: 1_000, minimum: 1 }),
  /** Currencies that payment-service accepts; a pet cannot be listed in another one. */
  currencies: list('CURRENCIES', { default: ['USD'] }),
  /** Service accounts that may read customer accounts, to open sessions. */
  sessionReaders: list('SESSION_READERS', { default: ['gateway'] }),
};

export type Config = ConfigOf<typeof fields>;

export function readConfig(environment: Environment): Config {
  return loadConfig(fields, environment);
}
