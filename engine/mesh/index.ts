/**
 * The L7 proxy between services, a process of its own, and the engine's hold on it. Not retries, timeouts or breakers:
 * those are the chassis'.
 */
export type { MeshProblem } from './control-messages.ts';
export { meshErrors } from './errors.ts';
export {
  type MeshConfiguration,
  type MeshEndpoint,
  type MeshListener,
  type MeshService,
  type MeshSource,
  type ServiceName,
  serviceKey,
} from './mesh-configuration.ts';
export { type Mesh, type MeshExit, type StartMeshOptions, startMesh } from './start-mesh.ts';
