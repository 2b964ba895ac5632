/**
 * The engine's HTTP interface for the command line and the control room, with the shapes that it speaks. Not the
 * system's public API.
 */

export {
  type LogsQuery,
  LogsQuerySchema,
  type LogsResponse,
  LogsResponseSchema,
  type ScaleRequest,
  ScaleRequestSchema,
} from './control-requests.ts';
export {
  type AutoscalerStatus,
  AutoscalerStatusSchema,
  type DeploymentStatus,
  DeploymentStatusSchema,
  type EngineStatus,
  EngineStatusSchema,
  type PodStatus,
  PodStatusSchema,
} from './engine-status.ts';
export { controlErrors } from './errors.ts';
export {
  type ControlApi,
  type ControlApiOptions,
  type ControlledEngine,
  startControlApi,
} from './start-control-api.ts';
