import type { MetricObservation, MetricSpec } from './decide-metric.ts';
import { groupPods, type ObservedPod, type PodGroups, type ReadinessRules } from './group-pods.ts';
import { measureAverageValue, measureUtilization, type PodMeasure, type PodUsage } from './pod-usage.ts';
import { failMetric, type MetricDecision, type ReplicaProposal } from './replica-proposal.ts';
import { isWithinTolerance } from './tolerances.ts';
import { ceilToReplicas } from './whole-numbers.ts';

type PodMetricSpec = Extract<
  MetricSpec,
  { readonly kind: 'resourceUtilization' | 'resourceAverageValue' | 'podsAverageValue' }
>;

/** A metric that each pod has a value of. */
export function decidePodMetric(spec: PodMetricSpec, observation: MetricObservation): MetricDecision {
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
  const keeps = reasonToKeep({ first: usage.ratio, second, replicas }, observation);
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

interface Recalculated {
  readonly first: number;
  readonly second: number;
  readonly replicas: number;
}

function reasonToKeep(
  { first, second, replicas }: Recalculated,
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
