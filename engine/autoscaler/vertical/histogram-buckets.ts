/** Buckets of which each is wider than the one before it; the last one has no end. */
export interface HistogramBuckets {
  readonly count: number;
  /** The first or last bucket for what lies outside. */
  find(value: number): number;
  startOf(bucket: number): number;
}

export interface ExponentialScale {
  readonly firstSize: number;
  /** The last bucket begins there or behind it. */
  readonly maxValue: number;
  readonly ratio: number;
}

/** kubernetes/autoscaler vertical-pod-autoscaler/pkg/recommender/util/histogram_options.go */
export function exponentialBuckets({ firstSize, maxValue, ratio }: ExponentialScale): HistogramBuckets {
  const indexOf = (value: number) => Math.log((value * (ratio - 1)) / firstSize + 1) / Math.log(ratio);
  const count = Math.ceil(indexOf(maxValue)) + 1;
  return {
    count,
    find: (value) => (value < firstSize ? 0 : Math.min(Math.trunc(indexOf(value)), count - 1)),
    startOf: (bucket) => (bucket === 0 ? 0 : (firstSize * (ratio ** bucket - 1)) / (ratio - 1)),
  };
}

const ratio = 1.05;

export const cpuBuckets = exponentialBuckets({ firstSize: 0.01, maxValue: 1_000, ratio });
export const memoryBuckets = exponentialBuckets({ firstSize: 1e7, maxValue: 1e12, ratio });
