/** The engine's HTTP interface for the command line and the control room, with the shapes that it speaks. Not the system's public API. */
export { controlErrors } from './control-errors.ts';
export {
  type LogsQuery,
  LogsQuerySchema,
  type LogsResponse,
  LogsResponseSchema,
  type ScaleRequest,
  ScaleRequestSchema,
} from './control-requests.ts';
export {
  type DeploymentStatus,
  DeploymentStatusSchema,
  type EngineStatus,
  EngineStatusSchema,
  type PodStatus,
  PodStatusSchema,
} from './engine-status.ts';
export {
  type ControlApi,
  type ControlApiOptions,
  type ControlledEngine,
  startControlApi,
} from './start-control-api.ts';
