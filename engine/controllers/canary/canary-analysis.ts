/** Metrics that Flagger knows by name, asked before all others. */
const successRate = 'request-success-rate';
const duration = 'request-duration';

export type WebhookType =
  | 'confirm-rollout'
  | 'pre-rollout'
  | 'rollout'
  | 'confirm-traffic-increase'
  | 'confirm-promotion'
  | 'post-rollout'
  | 'rollback'
  | 'event';

export interface CanaryWebhook {
  readonly name: string;
  readonly type: WebhookType;
}

/** `Canary.spec.analysis`; a count of 0 is one that the manifest does not name. */
export interface CanaryAnalysis {
  readonly threshold: number;
  readonly maxWeight: number;
  readonly stepWeight: number;
  readonly stepWeights: readonly number[];
  readonly stepWeightPromotion: number;
  readonly iterations: number;
  /** A/B: who matches goes to the canary. */
  readonly hasMatch: boolean;
  readonly mirror: boolean;
  readonly metrics: readonly MetricCheck[];
  readonly webhooks: readonly CanaryWebhook[];
  readonly skipAnalysis: boolean;
}

export const totalWeight = 100;

export function thresholdOf({ threshold }: CanaryAnalysis): number {
  return threshold > 0 ? threshold : 1;
}

/** One entry of `analysis.metrics`. */
export interface MetricCheck {
  readonly name: string;
  /** Both ends are still good; null where only the older `threshold` stands. */
  readonly range: { readonly min: number | null; readonly max: number | null } | null;
  readonly threshold: number;
}

/** Null where the query had no values. */
export type MetricValue = number | 'error' | null;

/** Why the analysis does not go on; null when every metric is good (flagger pkg/controller/scheduler_metrics.go). */
export function checkMetrics(
  checks: readonly MetricCheck[],
  measure: (name: string) => MetricValue,
): string | null {
  const isBuiltIn = ({ name }: MetricCheck) => name === successRate || name === duration;
  const inOrder = [...checks.filter(isBuiltIn), ...checks.filter((check) => !isBuiltIn(check))];
  for (const check of inOrder) {
    const problem = checkMetric(check, measure(check.name));
    if (problem !== null) return problem;
  }
  return null;
}

function checkMetric({ name, range, threshold }: MetricCheck, value: MetricValue): string | null {
  if (value === 'error') return `the query of ${name} failed`;
  if (value === null) return `${name} has no values`;
  // Flagger has durations in whole milliseconds.
  const whole = name === duration ? Math.trunc : (exact: number) => exact;
  const seen = whole(value);
  if (range === null) {
    const isBad = name === successRate ? seen < threshold : seen > whole(threshold);
    return isBad ? `${name} is ${value}, its threshold is ${threshold}` : null;
  }
  if (range.min !== null && seen < whole(range.min)) return `${name} is ${value}, less than ${range.min}`;
  if (range.max !== null && seen > whole(range.max)) return `${name} is ${value}, more than ${range.max}`;
  return null;
}
