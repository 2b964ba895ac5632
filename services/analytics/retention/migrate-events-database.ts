import { type Environment, list, loadConfig, logLevel } from '@petstore/chassis/config';
import { migrateEventLog } from '@petstore/chassis/events';
import { createLogger } from '@petstore/chassis/logging';
import { readConnection } from '@petstore/chassis/postgres';

const shape = {
  publishers: list('EVENTS_PUBLISHERS'),
  consumers: list('EVENTS_CONSUMERS'),
  recorders: list('EVENTS_RECORDERS'),
  pruners: list('EVENTS_PRUNERS'),
  limiters: list('EVENTS_LIMITERS', { default: [] }),
  logLevel,
};

/**
 * Migrates the database `events` as its owner (connection from libpq's variables) and grants rights to the roles listed
 * in the environment.
 */
export async function migrateEventsDatabase(environment: Environment): Promise<void> {
  const { logLevel: level, ...roles } = loadConfig(shape, environment);
  const log = createLogger({ service: 'analytics', level });
  await migrateEventLog({ connection: readConnection(environment), roles, log });
}
