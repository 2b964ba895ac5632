import type { DeploymentStatus, PodStatus } from '../../api/control/index.ts';
import type { Pod, Supervisor } from '../../kubelet/index.ts';

/** The Deployments and their pods as the control API shows them. */
export function describeDeployments({ deployments }: Pick<Supervisor, 'deployments'>): DeploymentStatus[] {
  return deployments.map(({ plan, wanted, pods, updated, available, progress }) => ({
    name: plan.name,
    wanted,
    ready: pods.filter((pod) => pod.state.isReady).length,
    updated,
    available,
    rollout: progress,
    image: plan.image,
    pods: pods.map(describePod),
  }));
}

function describePod({ name, port, state, usage }: Pod): PodStatus {
  const { phase, isReady, restarts, pid, startedAtMs, lastExit, message } = state;
  return {
    name,
    phase,
    ready: isReady,
    restarts,
    pid,
    port,
    startedAt: startedAtMs === null ? null : new Date(startedAtMs).toISOString(),
    lastExit,
    cpuSeconds: usage?.cpuSeconds ?? null,
    cpuPercent: usage?.cpuPercent ?? null,
    memoryBytes: usage?.memoryBytes ?? null,
    message,
  };
}
