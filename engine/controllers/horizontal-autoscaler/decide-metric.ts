import {
  groupPods,
  type MetricReading,
  type ObservedPod,
  type PodGroups,
  type ReadinessRules,
} from './group-pods.ts';
import {
  ceilToReplicas,
  measureAverageValue,
  measureUtilization,
  type PodMeasure,
  type PodUsage,
  sum,
} from './pod-usage.ts';
import { failMetric, type MetricDecision, type ReplicaProposal } from './replica-proposal.ts';

/** A metric of an HPA as its spec has it. Targets are percent of the request, or milli-units. */
export type MetricSpec =
  | { readonly kind: 'resourceUtilization'; readonly resource: string; readonly targetPercent: number }
  | { readonly kind: 'resourceAverageValue'; readonly resource: string; readonly targetMilli: number }
  | { readonly kind: 'podsAverageValue'; readonly targetMilli: number }
  | {
      readonly kind: 'objectValue' | 'externalValue' | 'objectAverageValue' | 'externalAverageValue';
      readonly targetMilli: number;
    };

export interface MetricObservation {
  readonly nowSeconds: number;
  /** `spec.replicas` of the target; of the AverageValue of an object or an external metric its `status.replicas`. */
  readonly currentReplicas: number;
  readonly pods: readonly ObservedPod[];
  /** By name of the pod. */
  readonly readings: ReadonlyMap<string, MetricReading>;
  /** Of an object or of each series of an external metric. */
  readonly valuesMilli: readonly number[];
  readonly tolerances: Tolerances;
  readonly cpuInitializationPeriodSeconds: number;
  readonly initialReadinessDelaySeconds: number;
}

/** How far a ratio may be from 1 before anything is done, as fractions. */
export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

/** One metric to one proposal of replicas, or to the reason why it has none. */
export function decideMetric(spec: MetricSpec, observation: MetricObservation): MetricDecision {
  switch (spec.kind) {
    case 'resourceUtilization':
    case 'resourceAverageValue':
    case 'podsAverageValue':
      return decidePodMetric(spec, observation);
    default:
      return decideTotalMetric(spec.kind, spec.targetMilli, observation);
  }
}

type PodMetricSpec = Extract<
  MetricSpec,
  { readonly kind: 'resourceUtilization' | 'resourceAverageValue' | 'podsAverageValue' }
>;

/** A metric that each pod has a value of. */
function decidePodMetric(spec: PodMetricSpec, observation: MetricObservation): MetricDecision {
  const { pods, readings } = observation;
  if (readings.size === 0) return failMetric('metrics_unavailable', 'The metrics API returned no sample.');
  if (pods.length === 0) return failMetric('no_pods', 'The selector of the scale target matches no pod.');
  const groups = groupPods(pods, readings, readinessRules(spec, observation));
  const excluded = new Set([...groups.ignored, ...groups.unready]);
  const valuesMilli = new Map(
    [...readings].filter(([pod]) => !excluded.has(pod)).map(([pod, { valueMilli }]) => [pod, valueMilli]),
  );
  if (valuesMilli.size === 0) {
    const reason = 'No pod that counts has a sample: all are unready, failed or being deleted.';
    return failMetric('no_metrics_for_ready_pods', reason);
  }
  const measure = measureOf(spec, pods);
  if (typeof measure === 'string') {
    return failMetric('missing_request', `A container of pod ${measure} requests none of this resource.`);
  }
  const usage = measure.measure(valuesMilli);
  if (usage === null) {
    return failMetric('no_metrics_matched_pods', 'No sample belongs to a pod that requests anything.');
  }
  return propose({ groups, measure, valuesMilli, usage }, observation);
}

/** Only of the CPU resource: a starting pod burns CPU that says nothing of its load. */
function readinessRules(spec: PodMetricSpec, observation: MetricObservation): ReadinessRules | null {
  return spec.kind !== 'podsAverageValue' && spec.resource === 'cpu' ? observation : null;
}

/** The name of the first pod without a request instead, where the metric needs one of every listed pod. */
function measureOf(spec: PodMetricSpec, pods: readonly ObservedPod[]): PodMeasure | string {
  if (spec.kind !== 'resourceUtilization') return measureAverageValue(spec.targetMilli);
  const requestsMilli = new Map<string, number>();
  for (const { name, requestMilli } of pods) {
    if (requestMilli === null) return name;
    requestsMilli.set(name, requestMilli);
  }
  return measureUtilization(requestsMilli, spec.targetPercent);
}

interface Measured {
  readonly groups: PodGroups;
  readonly measure: PodMeasure;
  readonly valuesMilli: ReadonlyMap<string, number>;
  readonly usage: PodUsage;
}

function propose(measured: Measured, observation: MetricObservation): ReplicaProposal {
  const { groups, usage } = measured;
  const { currentReplicas, tolerances } = observation;
  const { utilizationPercent, averageValueMilli } = usage;
  const proposal = (replicas: number, reason: string): ReplicaProposal => {
    return { replicas, utilizationPercent, averageValueMilli, reason };
  };
  const countsUnready = groups.unready.length > 0 && usage.ratio > 1;
  if (!countsUnready && groups.missing.length === 0) {
    if (isWithinTolerance(usage.ratio, tolerances)) {
      return proposal(currentReplicas, `The ratio ${show(usage.ratio)} is within the tolerance.`);
    }
    const replicas = ceilToReplicas(usage.ratio * groups.readyCount);
    return proposal(
      replicas,
      `The ratio ${show(usage.ratio)} times ${groups.readyCount} ready pods is ${replicas}.`,
    );
  }
  const filled = fill(measured, countsUnready);
  const second = measured.measure.measure(filled)?.ratio ?? usage.ratio;
  const replicas = ceilToReplicas(second * filled.size);
  const keeps = reasonToKeep(usage.ratio, second, replicas, observation);
  if (keeps !== null) return proposal(currentReplicas, keeps);
  const others = filled.size - measured.valuesMilli.size;
  const cautious = `with ${others} pods without a sample or not ready counted carefully`;
  return proposal(replicas, `The ratio ${show(second)}, ${cautious}, times ${filled.size} is ${replicas}.`);
}

/** Missing pods are taken to contradict the direction, unready ones to use nothing. */
function fill(
  { groups, measure, valuesMilli, usage }: Measured,
  countsUnready: boolean,
): Map<string, number> {
  const filled = new Map(valuesMilli);
  for (const pod of groups.missing) {
    if (usage.ratio < 1) filled.set(pod, measure.fillMilli(pod));
    else if (usage.ratio > 1) filled.set(pod, 0);
  }
  if (countsUnready) for (const pod of groups.unready) filled.set(pod, 0);
  return filled;
}

function reasonToKeep(
  first: number,
  second: number,
  replicas: number,
  { currentReplicas, tolerances }: MetricObservation,
): string | null {
  if (isWithinTolerance(second, tolerances)) {
    return `With the pods that tell nothing, the ratio ${show(second)} is within the tolerance.`;
  }
  if ((first < 1 && second > 1) || (first > 1 && second < 1)) {
    return `With the pods that tell nothing, the ratio turns from ${show(first)} to ${show(second)}.`;
  }
  if ((second < 1 && replicas > currentReplicas) || (second > 1 && replicas < currentReplicas)) {
    return `${replicas} replicas would be a step against the ratio ${show(second)}.`;
  }
  return null;
}

function show(ratio: number): string {
  return String(Math.round(ratio * 1_000) / 1_000);
}

type TotalMetricKind = 'objectValue' | 'externalValue' | 'objectAverageValue' | 'externalAverageValue';

/** A metric of the whole workload: of an object, or the sum of an external metric's series. */
function decideTotalMetric(
  kind: TotalMetricKind,
  targetMilli: number,
  observation: MetricObservation,
): MetricDecision {
  const { valuesMilli } = observation;
  if (valuesMilli.length === 0)
    return failMetric('metrics_unavailable', 'The metrics API returned no value.');
  const totalMilli = sum(valuesMilli);
  return kind === 'objectValue' || kind === 'externalValue'
    ? decideValue(totalMilli, targetMilli, observation)
    : decideAverageValue(totalMilli, targetMilli, observation);
}

function decideValue(
  totalMilli: number,
  targetMilli: number,
  observation: MetricObservation,
): MetricDecision {
  const { currentReplicas, pods, tolerances } = observation;
  const ratio = totalMilli / targetMilli;
  const proposal = proposalOf(totalMilli);
  if (currentReplicas === 0) {
    const replicas = ceilToReplicas(ratio);
    return proposal(replicas, `From no replicas: ${replicas} for a ratio of ${ratio}, without tolerance.`);
  }
  if (isWithinTolerance(ratio, tolerances)) {
    return proposal(currentReplicas, `The ratio ${ratio} is within the tolerance.`);
  }
  if (pods.length === 0) return failMetric('no_pods', 'The selector of the scale target matches no pod.');
  const readyCount = pods.filter(isRunningAndReady).length;
  const replicas = ceilToReplicas(ratio * readyCount);
  return proposal(replicas, `The ratio ${ratio} times ${readyCount} ready pods is ${replicas}.`);
}

function decideAverageValue(
  totalMilli: number,
  targetMilli: number,
  { currentReplicas, tolerances }: MetricObservation,
): ReplicaProposal {
  // Without replicas there is no average to tell.
  const proposal = proposalOf(currentReplicas === 0 ? null : Math.ceil(totalMilli / currentReplicas) + 0);
  if (isWithinTolerance(totalMilli / (targetMilli * currentReplicas), tolerances)) {
    return proposal(currentReplicas, 'The average per replica is within the tolerance.');
  }
  const replicas = ceilToReplicas(totalMilli / targetMilli);
  return proposal(replicas, `${totalMilli}m over ${targetMilli}m for each replica is ${replicas}.`);
}

function proposalOf(averageValueMilli: number | null) {
  return (replicas: number, reason: string): ReplicaProposal => {
    return { replicas, utilizationPercent: null, averageValueMilli, reason };
  };
}

function isRunningAndReady({ phase, ready }: ObservedPod): boolean {
  return phase === 'Running' && ready === 'True';
}

/** The band has its own width on each side of 1, and its ends belong to it. */
function isWithinTolerance(ratio: number, { up, down }: Tolerances): boolean {
  return 1 - down <= ratio && ratio <= 1 + up;
}
