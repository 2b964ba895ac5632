import { decidePodMetric } from './decide-pod-metric.ts';
import { decideTotalMetric } from './decide-total-metric.ts';
import type { MetricReading, ObservedPod } from './group-pods.ts';
import type { MetricDecision } from './replica-proposal.ts';
import type { Tolerances } from './tolerances.ts';

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
