import {
  type ConfigOf,
  type Environment,
  integer,
  loadConfig,
  serviceSettings,
  text,
  url,
} from '@petstore/chassis/config';

const shape = {
  ...serviceSettings,
  /** Retention of journeys: older request records are deleted, and older events are left out of journeys. */
  recordsKeptHours: integer('RECORDS_KEPT_HOURS', { default: 24, minimum: 1, maximum: 8_760 }),
  /** Retention of events in the log; events that are still in effect stay longer. */
  eventsKeptHours: integer('EVENTS_KEPT_HOURS', { default: 720, minimum: 24, maximum: 87_600 }),
  /** Service that also consumes events; asked which events it handled. */
  advisorUrl: url('ML_PET_ADVISOR_URL', { default: 'http://ml-pet-advisor:8001' }),
  jwksUrl: url('JWKS_URL', { default: 'http://gateway:8080' }),
  jwtIssuer: text('JWT_ISSUER', { default: 'urn:petstore:gateway' }),
  jwtAudience: text('JWT_AUDIENCE', { default: 'petstore' }),
};

export type AnalyticsConfig = ConfigOf<typeof shape>;

export function loadAnalyticsConfig(environment: Environment): AnalyticsConfig {
  return loadConfig(shape, environment);
}
