/** What of a pod counts in a ReplicaSet's status. */
export interface CountedPod {
  readonly labels: Readonly<Record<string, string>>;
  readonly isReady: boolean;
  /** How long until it counts as available; null while it is not ready. */
  readonly availableInMs: number | null;
}

interface StatusWish {
  readonly generation: number;
  readonly templateLabels: Readonly<Record<string, string>>;
}

interface ReplicaSetStatus {
  readonly replicas: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly observedGeneration: number;
}

interface StatusDecision {
  readonly status: ReplicaSetStatus;
  /** When a ready pod becomes available; null when none is about to. */
  readonly lookAgainInMs: number | null;
}

/**
 * Counts of zero are left out, as the API server leaves them out.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/replicaset/replica_set_utils.go
 */
export function decideStatus(
  { generation, templateLabels }: StatusWish,
  pods: readonly CountedPod[],
): StatusDecision {
  const wantedLabels = Object.entries(templateLabels);
  const labeled = pods.filter(({ labels }) =>
    wantedLabels.every(([key, value]) => labels[key] === value),
  ).length;
  const ready = pods.filter(({ isReady }) => isReady).length;
  const waits = pods.flatMap(({ availableInMs }) => (availableInMs === null ? [] : [availableInMs]));
  const available = waits.filter((ms) => ms === 0).length;
  const status = {
    replicas: pods.length,
    ...(labeled > 0 ? { fullyLabeledReplicas: labeled } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    observedGeneration: generation,
  };
  const ahead = waits.filter((ms) => ms > 0);
  return { status, lookAgainInMs: ahead.length === 0 ? null : Math.min(...ahead) };
}
