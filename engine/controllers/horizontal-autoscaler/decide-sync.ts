import { decideMetric, type MetricObservation } from './decide-metric.ts';
import { decideReconcile, type ReconcileStage } from './decide-reconcile.ts';
import {
  causeOfFailure,
  type FailedRequest,
  failureMessage,
  failureReason,
  nameOfMetric,
  outerFailure,
} from './metric-words.ts';
import type { ObservedMetric } from './observe-metric.ts';
import type { PodState } from './observe-pods.ts';
import {
  type CombinedProposal,
  combineProposals,
  failMetric,
  type MetricDecision,
} from './replica-proposal.ts';
import type { ScalingState } from './scaling-state.ts';
import type { TranslatedAutoscaler, TranslatedMetric } from './translate-autoscaler.ts';

/** What a sync sees of its workload; figures of metrics only where no bound decides without them. */
export interface SyncObservation {
  readonly namespace: string;
  readonly nowSeconds: number;
  readonly replicas: number;
  readonly statusReplicas: number;
  readonly pods: readonly PodState[];
  readonly metrics: readonly ObservedMetric[];
  /** Why the metrics of this autoscaler may not be used at all. */
  readonly barred: BarredMetrics | null;
}

/** Two autoscalers would fight over the same pods. */
export interface BarredMetrics {
  readonly reason: 'AmbiguousSelector';
  readonly message: string;
}

/** How one metric was decided, with what it was decided on. */
export interface DecidedMetric {
  readonly metric: TranslatedMetric;
  readonly name: string;
  readonly observation: MetricObservation;
  readonly decision: MetricDecision;
  /** The message of its event, and its place in the message about all metrics; null where it did not fail. */
  readonly failure: { readonly reason: string; readonly message: string; readonly outer: string } | null;
}

export interface SyncDecision {
  readonly replicas: number;
  readonly stage: ReconcileStage;
  readonly metrics: readonly DecidedMetric[];
  /** What the metrics together asked for. */
  readonly proposal: CombinedProposal;
  /** As the event SuccessfulRescale tells it; empty where nothing asks for another number. */
  readonly rescaleReason: string;
  readonly reason: string;
  readonly state: ScalingState;
}

/** One sync of an autoscaler: each metric, all of them together, then bounds and behavior. */
export function decideSync(
  spec: TranslatedAutoscaler,
  observation: SyncObservation,
  state: ScalingState,
): SyncDecision {
  const { nowSeconds, replicas: currentReplicas, barred } = observation;
  const metrics = spec.metrics.flatMap((metric, index) => {
    const observed = observation.metrics[index];
    return observed === undefined ? [] : [decideOne({ metric, observed }, spec, observation)];
  });
  const outcomes = metrics.map(({ name, decision }) => ({ metric: name, decision }));
  const proposal =
    barred === null
      ? combineProposals(outcomes, currentReplicas)
      : { replicas: null, metric: null, reason: barred.message };
  const decided = decideReconcile(
    { ...spec, ...spec.settings },
    { nowSeconds, currentReplicas, desiredReplicas: proposal.replicas },
    state,
  );
  const isByMetrics = decided.stage.kind === 'metrics' || decided.stage.kind === 'no-proposal';
  return {
    replicas: decided.replicas,
    stage: decided.stage,
    metrics,
    proposal,
    rescaleReason: rescaleReasonOf(decided.stage, proposal, currentReplicas),
    reason: isByMetrics ? `${proposal.reason} ${decided.reason}` : decided.reason,
    state: decided.state,
  };
}

function rescaleReasonOf(stage: ReconcileStage, proposal: CombinedProposal, currentReplicas: number): string {
  if (stage.kind === 'above-maximum') return 'Current number of replicas above Spec.MaxReplicas';
  if (stage.kind === 'below-minimum') return 'Current number of replicas below Spec.MinReplicas';
  const { replicas, metric } = proposal;
  if (replicas === null || replicas === currentReplicas) return '';
  return replicas > currentReplicas ? `${metric ?? ''} above target` : 'All metrics below target';
}

interface OneMetric {
  readonly metric: TranslatedMetric;
  readonly observed: ObservedMetric;
}

function decideOne(
  { metric, observed }: OneMetric,
  spec: TranslatedAutoscaler,
  sync: SyncObservation,
): DecidedMetric {
  const observation = observationOf({ metric, observed }, spec, sync);
  const decision =
    metric.spec === null
      ? failMetric('metrics_unavailable', 'The metric has no target that can be read.')
      : decideMetric(metric.spec, observation);
  const name = nameOfMetric(metric);
  if (!('error' in decision)) return { metric, name, observation, decision, failure: null };
  const cause = causeOfFailure(metric, {
    error: decision.error,
    namespace: sync.namespace,
    reading: observed.failure,
    lacking: firstLacking(observed),
  });
  const message = failureMessage(metric, cause);
  const failure = { reason: failureReason(metric.source), message, outer: outerFailure(metric, message) };
  return { metric, name, observation, decision, failure };
}

/** Times are seconds from now, so that what is kept of a decision replays to the same one. */
function observationOf(
  { metric, observed }: OneMetric,
  { tolerances, settings }: TranslatedAutoscaler,
  { replicas, statusReplicas, pods }: SyncObservation,
): MetricObservation {
  const kind = metric.spec?.kind;
  const isPerStatusReplica = kind === 'objectAverageValue' || kind === 'externalAverageValue';
  return {
    nowSeconds: 0,
    currentReplicas: isPerStatusReplica ? statusReplicas : replicas,
    pods: pods.map((pod) => ({ ...pod, requestMilli: milliRequested(observed, pod.name) })),
    readings: observed.readings,
    valuesMilli: observed.valuesMilli,
    tolerances,
    cpuInitializationPeriodSeconds: settings.cpuInitializationPeriodSeconds,
    initialReadinessDelaySeconds: settings.initialReadinessDelaySeconds,
  };
}

function milliRequested({ requests }: ObservedMetric, pod: string): number | null {
  const request = requests.get(pod);
  return request !== undefined && 'milli' in request ? request.milli : null;
}

function firstLacking({ requests }: ObservedMetric): FailedRequest | null {
  for (const [pod, request] of requests)
    if ('lackedBy' in request) return { pod, container: request.lackedBy };
  return null;
}
