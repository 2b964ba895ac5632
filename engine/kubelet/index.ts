/**
 * Deployments as processes of this machine: start, probe, restart, scale, stop, and what they print. Knows nothing of
 * ports on the host.
 */

export { type ContainerNeeds, containerNeeds } from './containers/container-needs.ts';
export type { ClusterObjects, PodContext } from './containers/pod-context.ts';
export { supervisorErrors } from './errors.ts';
export {
  type ContainerOnMachine,
  createKubelet,
  type Kubelet,
  type KubeletOptions,
  type PodProcesses,
} from './kubelet.ts';
export { type LogLine, type LogQuery, type LogStore, openLogStore } from './logs/log-store.ts';
export { type DeploymentPlan, type DeploymentPlanOptions, planDeployment } from './plan-deployment.ts';
export type { Pod } from './pod.ts';
export type { PodExit, PodPhase, PodState } from './pod-state.ts';
export { StartQueue } from './start-queue.ts';
export type { ClusterAddresses } from './stored-cluster.ts';
export { createSupervisor, isReplicaCount, type Supervisor, type SupervisorOptions } from './supervisor.ts';
export type { ContainerUsage, PodMetrics, PodUsage } from './usage/pod-metrics.ts';
