import { migrateService, runMain } from '@petstore/chassis/migration';
import { migrateEventsDatabase } from './retention/migrate-events-database.ts';

const migrations = {
  own: () =>
    migrateService({
      name: 'analytics',
      environment: process.env,
      migrationsDirectory: new URL('./migrations/', import.meta.url),
      messaging: true,
    }),
  events: () => migrateEventsDatabase(process.env),
};

void runMain(process.argv[2] === 'events' ? migrations.events : migrations.own);
