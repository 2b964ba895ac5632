import type { MetricObservation } from './decide-metric.ts';
import type { ObservedPod } from './group-pods.ts';
import { sum } from './pod-usage.ts';
import { failMetric, type MetricDecision, type ReplicaProposal } from './replica-proposal.ts';
import { isWithinTolerance } from './tolerances.ts';
import { ceilToReplicas } from './whole-numbers.ts';

export type TotalMetricKind = 'objectValue' | 'externalValue' | 'objectAverageValue' | 'externalAverageValue';

/** A metric of the whole workload: of an object, or the sum of an external metric's series. */
export function decideTotalMetric(
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
