/** Buckets of which each is wider than the one before it; the last one has no end. */
interface HistogramBuckets {
  readonly count: number;
  /** The first or last bucket for what lies outside. */
  find(value: number): number;
  startOf(bucket: number): number;
}

/** A distribution in which a sample loses half of its weight with each half-life. */
export interface DecayingHistogram {
  add(value: number, weight: number, atSeconds: number): void;
  /** Takes a sample back that was added with the same arguments. */
  subtract(value: number, weight: number, atSeconds: number): void;
  /** The end of the bucket that the share of the weight ends in; 0 of an empty one. */
  percentile(share: number): number;
}

const halfLifeSeconds = 24 * 60 * 60;

/** A bucket of less weight counts as empty. */
const epsilon = 0.0001;

/** Weights grow with time; beyond two to this the reference moves, and all of them become smaller. */
const largestExponent = 100;

/** kubernetes/autoscaler vertical-pod-autoscaler/pkg/recommender/util/decaying_histogram.go */
export function createDecayingHistogram(buckets: HistogramBuckets): DecayingHistogram {
  const weights = new Float64Array(buckets.count);
  const last = buckets.count - 1;
  let totalWeight = 0;
  let first = last;
  let highest = 0;
  let referenceSeconds: number | null = null;

  const weightAt = (bucket: number) => weights[bucket] ?? 0;
  const addTo = (bucket: number, weight: number) => {
    weights[bucket] = weightAt(bucket) + weight;
    totalWeight += weight;
  };
  const narrow = () => {
    while (first < last && weightAt(first) < epsilon) first += 1;
    while (highest > 0 && weightAt(highest) < epsilon) highest -= 1;
  };
  /** Whole half-lives, so that the factor is a power of two and loses nothing. */
  const moveReference = (atSeconds: number) => {
    const moved = Math.floor(atSeconds / halfLifeSeconds + 0.5) * halfLifeSeconds;
    if (referenceSeconds !== null) {
      const factor = 2 ** Math.floor((referenceSeconds - moved) / halfLifeSeconds + 0.5);
      for (let bucket = first; bucket <= highest; bucket += 1) weights[bucket] = weightAt(bucket) * factor;
      totalWeight *= factor;
      narrow();
    }
    referenceSeconds = moved;
    return moved;
  };
  const decay = (atSeconds: number) => {
    const isBeyond =
      referenceSeconds === null || atSeconds > referenceSeconds + largestExponent * halfLifeSeconds;
    const reference = isBeyond ? moveReference(atSeconds) : (referenceSeconds ?? atSeconds);
    return 2 ** ((atSeconds - reference) / halfLifeSeconds);
  };

  return {
    add(value, weight, atSeconds) {
      const bucket = buckets.find(value);
      addTo(bucket, weight * decay(atSeconds));
      if (weightAt(bucket) < epsilon) return;
      first = Math.min(first, bucket);
      highest = Math.max(highest, bucket);
    },
    subtract(value, weight, atSeconds) {
      const bucket = buckets.find(value);
      const decayed = weight * decay(atSeconds);
      addTo(bucket, -(decayed > weightAt(bucket) - epsilon ? weightAt(bucket) : decayed));
      narrow();
    },
    percentile(share) {
      if (weightAt(first) < epsilon) return 0;
      const threshold = share * totalWeight;
      let bucket = first;
      for (let sum = weightAt(bucket); bucket < highest && sum < threshold; sum += weightAt(bucket))
        bucket += 1;
      return buckets.startOf(Math.min(bucket + 1, last));
    },
  };
}

interface ExponentialScale {
  readonly firstSize: number;
  /** The last bucket begins there or behind it. */
  readonly maxValue: number;
  readonly ratio: number;
}

/** kubernetes/autoscaler vertical-pod-autoscaler/pkg/recommender/util/histogram_options.go */
function exponentialBuckets({ firstSize, maxValue, ratio }: ExponentialScale): HistogramBuckets {
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
