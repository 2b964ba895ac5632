/**
 * Migrates a service's database, as an init container does. Separate from lifecycle, so that it loads no HTTP server.
 */
export { runMain } from '../lifecycle/run-main.ts';
export { type MigrateServiceOptions, migrateService } from './migrate-service.ts';
