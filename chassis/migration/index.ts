/** Bringing a service's database up to date, as an init container does. Apart from lifecycle, so that it loads no HTTP server. */
export { runMain } from '../lifecycle/run-main.ts';
export { type MigrateServiceOptions, migrateService } from './migrate-service.ts';
