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

export interface FailedMetric {
  readonly error: MetricFailure;
  readonly reason: string;
}

export type MetricDecision = ReplicaProposal | FailedMetric;

export function failMetric(error: MetricFailure, reason: string): FailedMetric {
  return { error, reason };
}
