/**
 * Pods of the object store as processes of this machine: start, probe, restart, stop, what they use and print. Knows
 * nothing of Deployments, nor of ports on the host.
 */

export { type ContainerNeeds, containerNeeds } from './containers/container-needs.ts';
export type { ClusterObjects, PodContext } from './containers/pod-context.ts';
export { kubeletErrors } from './errors.ts';
export {
  type ContainerOnMachine,
  createKubelet,
  type Kubelet,
  type KubeletOptions,
  type PodProcesses,
} from './kubelet.ts';
export { type LogLine, type LogQuery, type LogStore, openLogStore } from './logs/log-store.ts';
export { StartQueue } from './start-queue.ts';
export type { ClusterAddresses } from './stored-cluster.ts';
export type { ContainerUsage, PodMetrics, PodUsage } from './usage/pod-metrics.ts';
