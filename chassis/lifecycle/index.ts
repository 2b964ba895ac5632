/** Starts and stops a process: servers, workers, pools, signals. Contains no business logic. */
export { runMain } from './run-main.ts';
export type {
  ClientOptions,
  RunningService,
  ServiceContext,
  ServiceDefinition,
  ServiceParts,
} from './service-definition.ts';
export { startService } from './start-service.ts';
