/** What the HorizontalPodAutoscaler and the VerticalPodAutoscaler's recommender decide. Pure: reads no metric and scales nothing. */

export { type CombinedProposal, combineProposals, type MetricOutcome } from './combine-proposals.ts';
export { decideMetric, type MetricObservation, type MetricSpec } from './decide-metric.ts';
export { decideRate, type RateDecision, type RateObservation } from './decide-rate.ts';
export { decideReconcile, initialScalingState, type ReconcileDecision } from './decide-reconcile.ts';
export { decideStabilized, type StabilizedDecision } from './decide-stabilized.ts';
export type { MetricReading, ObservedPod } from './group-pods.ts';
export type { MetricDecision, MetricFailure, ReplicaProposal } from './replica-proposal.ts';
export type { Behavior, GivenScalingRules, ScalingPolicy, ScalingRules } from './scaling-behavior.ts';
export { fillBehavior, fillScaleDown, fillScaleUp } from './scaling-behavior.ts';
export type { Recommendation, ScaleEvent, ScalingState } from './scaling-state.ts';
export type { Tolerances } from './tolerances.ts';
