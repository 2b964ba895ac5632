/** Starting and ending a process: servers, workers, pools, signals, migrations. Knows no business. */
export { runMain } from './run-main.ts';
export type {
  ClientOptions,
  RunningService,
  ServiceContext,
  ServiceDefinition,
  ServiceParts,
} from './service-definition.ts';
export { startService } from './start-service.ts';
