import { migrateService, runMain } from '@petstore/chassis/lifecycle';

await runMain(() =>
  migrateService({
    name: 'payment-service',
    environment: process.env,
    migrationsDirectory: new URL('./migrations/', import.meta.url),
    messaging: true,
  }),
);
