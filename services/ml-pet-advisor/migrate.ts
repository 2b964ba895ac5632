import { migrateService, runMain } from '@petstore/chassis/lifecycle';

await runMain(() =>
  migrateService({
    name: 'ml-pet-advisor',
    environment: process.env,
    migrationsDirectory: new URL('./migrations/', import.meta.url),
    messaging: true,
  }),
);
