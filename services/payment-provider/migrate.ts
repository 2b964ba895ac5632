import { migrateService, runMain } from '@petstore/chassis/migration';

void runMain(() =>
  migrateService({
    name: 'payment-provider',
    environment: process.env,
    migrationsDirectory: new URL('./migrations/', import.meta.url),
    messaging: false,
  }),
);
