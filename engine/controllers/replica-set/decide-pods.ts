/** What of a pod counts when pods are added or taken away. */
export interface PodObservation {
  readonly name: string;
  readonly uid: string;
  readonly isScheduled: boolean;
  readonly phase: 'Pending' | 'Unknown' | 'Running';
  readonly isReady: boolean;
  readonly readySinceMs: number | null;
  /** The annotation `controller.kubernetes.io/pod-deletion-cost`. */
  readonly deletionCost: number;
  /** Of the container that restarted most. */
  readonly restarts: number;
  readonly createdAtMs: number;
}

export interface PodsDecision {
  readonly createCount: number;
  /** Names of the pods to delete. */
  readonly surplus: readonly string[];
  readonly reason: string;
}

interface PodsWish {
  readonly wanted: number;
  readonly nowMs: number;
}

/**
 * Compares the wanted count with the pods that are neither ended nor ending.
 * https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
 */
export function decidePods({ wanted, nowMs }: PodsWish, pods: readonly PodObservation[]): PodsDecision {
  const counts = `${wanted} wanted, ${pods.length} there`;
  if (pods.length < wanted) {
    const createCount = wanted - pods.length;
    return { createCount, surplus: [], reason: `${counts}: creating ${createCount}` };
  }
  if (pods.length === wanted) return { createCount: 0, surplus: [], reason: counts };
  const surplus = pods
    .toSorted((a, b) => compareForDeletion(a, b, nowMs))
    .slice(0, pods.length - wanted)
    .map(({ name }) => name);
  return { createCount: 0, surplus, reason: `${counts}: deleting ${surplus.join(', ')}` };
}

const phases = ['Pending', 'Unknown', 'Running'];

/**
 * `ActivePodsWithRanks` without its rank of nodes, since there is one node.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/controller_utils.go
 */
function compareForDeletion(a: PodObservation, b: PodObservation, nowMs: number): number {
  const first =
    Number(a.isScheduled) - Number(b.isScheduled) ||
    phases.indexOf(a.phase) - phases.indexOf(b.phase) ||
    Number(a.isReady) - Number(b.isReady) ||
    a.deletionCost - b.deletionCost;
  if (first !== 0) return first;
  if (a.isReady && b.isReady && a.readySinceMs !== b.readySinceMs)
    return compareAges(a.readySinceMs, b.readySinceMs, nowMs) || compareTexts(a.uid, b.uid);
  if (a.restarts !== b.restarts) return b.restarts - a.restarts;
  if (a.createdAtMs !== b.createdAtMs)
    return compareAges(a.createdAtMs, b.createdAtMs, nowMs) || compareTexts(a.uid, b.uid);
  return compareTexts(a.uid, b.uid);
}

/**
 * The younger first, but ages of the same power of two are alike: among pods that are about as old, which one goes is
 * left to chance (`LogarithmicScaleDown`).
 */
function compareAges(a: number | null, b: number | null, nowMs: number): number {
  return magnitude(a, nowMs) - magnitude(b, nowMs);
}

const nanosecondsOfMillisecond = 1e6;

function magnitude(sinceMs: number | null, nowMs: number): number {
  const age = (nowMs - (sinceMs ?? 0)) * nanosecondsOfMillisecond;
  return age > 0 ? Math.floor(Math.log2(age)) : -1;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
