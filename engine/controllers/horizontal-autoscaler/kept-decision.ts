import type { MetricObservation } from './decide-metric.ts';
import type { DecidedMetric, SyncDecision, SyncObservation } from './decide-sync.ts';
import type { Behavior } from './scaling-behavior.ts';
import type { ScalingState } from './scaling-state.ts';
import type { AutoscalerSettings, TranslatedAutoscaler } from './translate-autoscaler.ts';

type Settings = Pick<
  AutoscalerSettings,
  'cpuInitializationPeriodSeconds' | 'initialReadinessDelaySeconds'
> & { readonly tolerance: TranslatedAutoscaler['tolerances'] };

/** A pod in the form of `petstore what-if`; what it requests stands with the metric. */
interface KeptPod {
  readonly name: string;
  readonly phase: string;
  readonly ready: 'True' | 'False' | 'Unknown' | null;
  readonly startTime: number | null;
  readonly readyTransition: number | null;
  readonly deleting: boolean;
}

/** One metric with what it was decided on. */
export interface KeptMetric {
  readonly name: string;
  readonly kind: string;
  readonly resource?: string;
  readonly currentReplicas: number;
  readonly target: number;
  readonly requests?: Readonly<Record<string, number | null>>;
  readonly readings?: Readonly<Record<string, { value: number; timestamp: number; window: number }>>;
  readonly values?: readonly number[];
  readonly result:
    | {
        readonly replicas: number;
        readonly utilization: number | null;
        readonly averageValue: number | null;
        readonly reason: string;
      }
    | { readonly error: string; readonly reason: string };
}

/** What stabilization and rates were decided on; none without `behavior`, where other rules hold. */
interface KeptBehavior {
  readonly desired: number;
  readonly stabilized: number;
  readonly limit: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly rules: Behavior;
  readonly recommendations: readonly { readonly t: number; readonly desired: number }[];
  readonly scaleUpEvents: readonly { readonly t: number; readonly change: number }[];
  readonly scaleDownEvents: readonly { readonly t: number; readonly change: number }[];
}

/** One sync of an HPA with every number that it read, so that it can be decided again. */
export interface KeptDecision {
  readonly controller: 'hpa';
  /** RFC 3339 in milliseconds. */
  readonly at: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly target: string;
  readonly speed: number;
  readonly from: number;
  readonly to: number;
  /** In the controller's words where it scaled, else empty. */
  readonly rescaleReason: string;
  readonly reason: string;
  readonly settings: Settings;
  readonly pods: readonly KeptPod[];
  readonly metrics: readonly KeptMetric[];
  readonly behavior: KeptBehavior | null;
}

/** Which autoscaler decided, and when. */
export type DecisionPlace = Pick<KeptDecision, 'at' | 'namespace' | 'name' | 'uid' | 'speed'>;

interface DecidedSync {
  readonly place: DecisionPlace;
  readonly spec: TranslatedAutoscaler;
  readonly observation: SyncObservation;
  readonly decision: SyncDecision;
  /** Before the decision. */
  readonly state: ScalingState;
}

export function keepDecision({ place, spec, observation, decision, state }: DecidedSync): KeptDecision {
  const { cpuInitializationPeriodSeconds, initialReadinessDelaySeconds } = spec.settings;
  return {
    controller: 'hpa',
    ...place,
    target: `${spec.target.kind}/${spec.target.name}`,
    from: observation.replicas,
    to: decision.replicas,
    rescaleReason: decision.replicas === observation.replicas ? '' : decision.rescaleReason,
    reason: decision.reason,
    settings: { tolerance: spec.tolerances, cpuInitializationPeriodSeconds, initialReadinessDelaySeconds },
    pods: observation.pods.map(({ isDeleting, startSeconds, readyTransitionSeconds, ...pod }) => ({
      ...pod,
      startTime: startSeconds,
      readyTransition: readyTransitionSeconds,
      deleting: isDeleting,
    })),
    metrics: decision.metrics.flatMap(keepMetric),
    behavior: keepBehavior({ spec, observation, decision, state }),
  };
}

/** A metric without a target was never decided on numbers. */
function keepMetric({ metric, name, observation, decision }: DecidedMetric): readonly KeptMetric[] {
  const { spec } = metric;
  if (spec === null) return [];
  const shared = {
    name,
    kind: spec.kind,
    currentReplicas: observation.currentReplicas,
    target: 'targetPercent' in spec ? spec.targetPercent : spec.targetMilli,
    result: resultOf(decision),
  };
  if (!('resource' in spec) && spec.kind !== 'podsAverageValue')
    return [{ ...shared, values: observation.valuesMilli }];
  const resource = 'resource' in spec ? { resource: spec.resource, requests: requestsIn(observation) } : {};
  return [{ ...shared, ...resource, readings: readingsIn(observation) }];
}

function requestsIn({ pods }: MetricObservation) {
  return Object.fromEntries(pods.map(({ name, requestMilli }) => [name, requestMilli]));
}

function readingsIn({ readings }: MetricObservation) {
  return Object.fromEntries(
    [...readings].map(([pod, { valueMilli, atSeconds, windowSeconds }]) => [
      pod,
      { value: valueMilli, timestamp: atSeconds, window: windowSeconds },
    ]),
  );
}

function resultOf(decision: DecidedMetric['decision']): KeptMetric['result'] {
  if ('error' in decision) return decision;
  const { replicas, utilizationPercent, averageValueMilli, reason } = decision;
  return { replicas, utilization: utilizationPercent, averageValue: averageValueMilli, reason };
}

function keepBehavior({
  spec,
  observation,
  decision,
  state,
}: Omit<DecidedSync, 'place'>): KeptBehavior | null {
  const { behavior, minReplicas, maxReplicas } = spec;
  const { stage, proposal } = decision;
  if (behavior === null || stage.kind !== 'metrics') return null;
  const { nowSeconds, replicas } = observation;
  const ago = (atSeconds: number) => Math.round((atSeconds - nowSeconds) * 1_000) / 1_000;
  const events = (list: ScalingState['scaleUps']) =>
    list.map(({ atSeconds, change }) => ({ t: ago(atSeconds), change }));
  const recommendations = state.recommendations ?? [{ atSeconds: nowSeconds, replicas }];
  return {
    desired: Math.max(0, proposal.replicas ?? 0),
    stabilized: stage.stabilized,
    limit: stage.limit,
    minReplicas,
    maxReplicas,
    rules: behavior,
    recommendations: recommendations.map((each) => ({ t: ago(each.atSeconds), desired: each.replicas })),
    scaleUpEvents: events(state.scaleUps),
    scaleDownEvents: events(state.scaleDowns),
  };
}
