export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly unit: 'seconds' | 'bytes' | 'minor units' | 'ratio' | 'count';
  readonly help: string;
  /** Upper bounds of the histogram's buckets, in the metric's unit. */
  readonly buckets?: readonly number[];
}

export const latencyBuckets = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;
