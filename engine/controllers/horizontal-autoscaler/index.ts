/**
 * What the HorizontalPodAutoscaler and the VerticalPodAutoscaler's recommender decide. Pure: reads no metric and scales
 * nothing.
 */

export { decideMetric, type MetricObservation, type MetricSpec, type Tolerances } from './decide-metric.ts';
export { decideRate, type RateDecision, type RateObservation } from './decide-rate.ts';
export { decideReconcile, type ReconcileDecision } from './decide-reconcile.ts';
export { decideStabilized, type StabilizedDecision } from './decide-stabilized.ts';
export type { MetricReading, ObservedPod } from './group-pods.ts';
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
