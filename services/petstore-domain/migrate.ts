import { migrateService, runMain } from '@petstore/chassis/migration';
import { seedCatalogue } from './catalogue/seed-catalogue.ts';

void runMain(() =>
  migrateService({
    name: 'petstore-domain',
    environment: process.env,
    migrationsDirectory: new URL('./migrations/', import.meta.url),
    messaging: true,
    idempotency: true,
    seed: seedCatalogue,
  }),
);
