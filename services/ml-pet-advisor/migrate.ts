import { migrateService, runMain } from '@petstore/chassis/migration';

void runMain(() =>
  migrateService({
    name: 'ml-pet-advisor',
    environment: process.env,
    migrationsDirectory: new URL('./migrations/', import.meta.url),
    messaging: true,
  }),
);
