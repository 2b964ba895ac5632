/** What of a pod counts when replicas are added or taken away. */
export interface ReplicaObservation {
  readonly name: string;
  readonly isTerminating: boolean;
  readonly isRunning: boolean;
  readonly isReady: boolean;
  readonly readySinceMs: number | null;
  readonly restarts: number;
  readonly createdAtMs: number;
}

export interface ReplicaDecision {
  readonly startCount: number;
  readonly stop: readonly string[];
  readonly reason: string;
}

/**
 * Compares the wanted count with the pods that are there. The pods to stop are chosen as a ReplicaSet chooses them: not
 * running before running, unready before ready, ready for less time first, more restarts first, newest first.
 * https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
 */
export function decideReplicas(wanted: number, pods: readonly ReplicaObservation[]): ReplicaDecision {
  const active = pods.filter((pod) => !pod.isTerminating);
  const counts = `${wanted} wanted, ${active.length} there`;
  if (active.length < wanted) {
    const startCount = wanted - active.length;
    return { startCount, stop: [], reason: `${counts}: starting ${startCount}` };
  }
  if (active.length === wanted) return { startCount: 0, stop: [], reason: counts };
  const stop = active.toSorted(compareForStopping).slice(0, active.length - wanted);
  const names = stop.map((pod) => pod.name);
  return { startCount: 0, stop: names, reason: `${counts}: stopping ${names.join(', ')}` };
}

function compareForStopping(a: ReplicaObservation, b: ReplicaObservation): number {
  return (
    Number(a.isRunning) - Number(b.isRunning) ||
    Number(a.isReady) - Number(b.isReady) ||
    (b.readySinceMs ?? 0) - (a.readySinceMs ?? 0) ||
    b.restarts - a.restarts ||
    b.createdAtMs - a.createdAtMs ||
    (a.name < b.name ? 1 : -1)
  );
}
