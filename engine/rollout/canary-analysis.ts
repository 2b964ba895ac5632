import type { MetricCheck } from './check-metrics.ts';

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

/** At this weight the canary is promoted; the last of `stepWeights` where they are given. */
export function maxWeightOf({ stepWeights, maxWeight }: CanaryAnalysis): number {
  const last = stepWeights.at(-1);
  if (last !== undefined) return Math.min(totalWeight, last);
  return maxWeight > 0 ? maxWeight : totalWeight;
}

/** By how much the weight goes up next; 0 where nothing says so. */
export function nextStepOf({ stepWeight, stepWeights }: CanaryAnalysis, canaryWeight: number): number {
  if (stepWeight > 0 || stepWeights.length === 0) return stepWeight;
  const most = totalWeight - canaryWeight;
  // At the top any step leads to the promotion.
  if (most === 0) return 1;
  if (canaryWeight === 0) return Math.min(most, stepWeights[0] ?? most);
  const next = stepWeights.indexOf(canaryWeight) + 1;
  const following = next > 0 ? stepWeights[next] : undefined;
  return following === undefined ? most : Math.min(most, following - canaryWeight);
}
