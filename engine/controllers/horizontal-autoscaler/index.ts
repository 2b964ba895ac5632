/** What a HorizontalPodAutoscaler decides, and what is kept of a decision so that it can be decided again. */

export { decideMetric, type MetricObservation, type MetricSpec, type Tolerances } from './decide-metric.ts';
export { decideRate, type RateDecision, type RateObservation } from './decide-rate.ts';
export { decideReconcile, type ReconcileDecision } from './decide-reconcile.ts';
export { decideStabilized, type StabilizedDecision } from './decide-stabilized.ts';
export { decideSync, type SyncObservation } from './decide-sync.ts';
export type { MetricReading, ObservedPod } from './group-pods.ts';
export { type KeptDecision, keepDecision } from './kept-decision.ts';
export type { ObservedMetric } from './observe-metric.ts';
export {
  type CombinedProposal,
  combineProposals,
  type MetricDecision,
  type MetricFailure,
  type MetricOutcome,
  type ReplicaProposal,
} from './replica-proposal.ts';
export {
  type Behavior,
  fillBehavior,
  fillScaleDown,
  fillScaleUp,
  type GivenScalingRules,
  type ScalingPolicy,
  type ScalingRules,
} from './scaling-behavior.ts';
export {
  initialScalingState,
  type Recommendation,
  type ScaleEvent,
  type ScalingState,
} from './scaling-state.ts';
export type { TranslatedAutoscaler } from './translate-autoscaler.ts';
export { behaviorCases, metricCases } from './what-if-cases.ts';
