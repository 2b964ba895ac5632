/**
 * Deployments as processes of this machine: start, probe, restart, scale, stop, and what they print. Knows nothing of
 * ports on the host.
 */
export { type ContainerNeeds, containerNeeds } from './container-needs.ts';
export { type CrashHistory, decideRestart, noCrashes } from './decide-restart.ts';
export { endOrphans, findOrphans, type Orphan } from './end-orphans.ts';
export { supervisorErrors } from './errors.ts';
export { type LogLine, type LogQuery, type LogStore, openLogStore } from './log-store.ts';
export { type DeploymentPlan, type DeploymentPlanOptions, planDeployment } from './plan-deployment.ts';
export type { Pod } from './pod.ts';
export type { ClusterObjects, PodContext } from './pod-context.ts';
export type { PodExit, PodPhase, PodState } from './pod-state.ts';
export {
  createPortAllocator,
  isPortFree,
  type PortAllocator,
  podPorts,
  portErrors,
} from './port-allocator.ts';
export { ProcessRegistry } from './process-registry.ts';
export type { Environment } from './rewrite-addresses.ts';
export { StartQueue } from './start-queue.ts';
export { createSupervisor, isReplicaCount, type Supervisor, type SupervisorOptions } from './supervisor.ts';
