/** Why a metric yields no proposal. */
export type MetricFailure =
  | 'no_pods'
  | 'metrics_unavailable'
  | 'no_metrics_for_ready_pods'
  | 'no_metrics_matched_pods'
  | 'missing_request';

/** What one metric asks for, before behavior, minimum and maximum. */
export interface ReplicaProposal {
  readonly replicas: number;
  /** Percent of the request; null of metrics that have none. */
  readonly utilizationPercent: number | null;
  readonly averageValueMilli: number | null;
  readonly reason: string;
}

interface FailedMetric {
  readonly error: MetricFailure;
  readonly reason: string;
}

export type MetricDecision = ReplicaProposal | FailedMetric;

export function failMetric(error: MetricFailure, reason: string): FailedMetric {
  return { error, reason };
}

/** What one metric of an HPA led to, under the name that a person knows it by. */
export interface MetricOutcome {
  readonly metric: string;
  readonly decision: MetricDecision;
}

/** Null where nothing may be done. */
export interface CombinedProposal {
  readonly replicas: number | null;
  /** The metric that asked for them. */
  readonly metric: string | null;
  readonly reason: string;
}

/** Several metrics to one wish: the largest; with a failed one among them only upwards; nothing when all failed. */
export function combineProposals(
  outcomes: readonly MetricOutcome[],
  currentReplicas: number,
): CombinedProposal {
  let largest: { metric: string; replicas: number; reason: string } | null = null;
  const failed: string[] = [];
  for (const { metric, decision } of outcomes) {
    if ('error' in decision) failed.push(`${metric}: ${decision.reason}`);
    else if (largest === null || largest.replicas === 0 || decision.replicas > largest.replicas) {
      largest = { metric, replicas: decision.replicas, reason: decision.reason };
    }
  }
  const failures = failed.join(' ');
  if (largest === null)
    return { replicas: null, metric: null, reason: `No metric could be read. ${failures}`.trim() };
  if (failed.length > 0 && largest.replicas < currentReplicas) {
    const reason = `Not scaled down to the ${largest.replicas} of ${largest.metric} while a metric fails. ${failures}`;
    return { replicas: null, metric: null, reason };
  }
  const { replicas, metric } = largest;
  return { replicas, metric, reason: `${largest.metric}: ${largest.reason} ${failures}`.trim() };
}
