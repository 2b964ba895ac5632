import { allBuckets, type HistogramBucket } from './bucket-iteration.ts';
import { usesCustomBuckets } from './bucket-layout.ts';
import type { FloatHistogram } from './float-histogram.ts';
import type { HistogramNote } from './histogram-note.ts';

export interface NotedNumber {
  readonly value: number;
  readonly note?: HistogramNote;
}

/**
 * The value below which the share `q` of all observations lies. Within a bucket the observations are taken as spread
 * evenly on a logarithmic scale; in the zero bucket and between custom boundaries, on a linear one. Follows
 * `HistogramQuantile` of Prometheus' promql/quantile.go.
 */
export function histogramQuantile(q: number, histogram: FloatHistogram): NotedNumber {
  if (q < 0) return { value: -Infinity };
  if (q > 1) return { value: Infinity };
  if (histogram.count === 0 || Number.isNaN(q)) return { value: Number.NaN };

  // Observations of NaN count as the greatest of all: they are in the count and in no bucket. Only from below are ranks
  // right.
  const fromBelow = Number.isNaN(histogram.sum) || q < 0.5;
  const buckets = allBuckets(histogram);
  if (!fromBelow) buckets.reverse();
  const rank = (fromBelow ? q : 1 - q) * histogram.count;
  const { bucket, count } = bucketOfRank(buckets, rank);
  const limits = naturalLimits(bucket, histogram);
  if (typeof limits === 'number') return { value: limits };

  const reached = Math.min(count, histogram.count);
  if (reached < rank)
    return Number.isNaN(histogram.sum)
      ? { value: Number.NaN, note: 'quantile-is-nan' }
      : { value: limits.upper };
  const rankInBucket = fromBelow ? rank - (reached - bucket.count) : reached - rank;
  const value = interpolated(limits, rankInBucket / bucket.count, histogram);
  return hasNaNs(histogram, buckets) ? { value, note: 'quantile-skewed-by-nan' } : { value };
}

/** Whether observations of NaN are in the count; a NaN sum alone may also come from both infinities. */
export function hasNaNs(histogram: FloatHistogram, buckets: readonly HistogramBucket[]): boolean {
  return (
    Number.isNaN(histogram.sum) &&
    buckets.reduce((count, bucket) => count + bucket.count, 0) < histogram.count
  );
}

interface Limits {
  readonly lower: number;
  readonly upper: number;
}

function bucketOfRank(
  buckets: readonly HistogramBucket[],
  rank: number,
): { bucket: Limits & { readonly count: number }; count: number } {
  let count = 0;
  let bucket: Limits & { readonly count: number } = { lower: 0, upper: 0, count: 0 };
  for (bucket of buckets) {
    count += bucket.count;
    if (bucket.count !== 0 && count >= rank) break;
  }
  return { bucket, count };
}

/** The limits between which to interpolate, or the quantile itself where a bucket has no end to go to. */
function naturalLimits(bucket: Limits, histogram: FloatHistogram): Limits | number {
  if (usesCustomBuckets(histogram)) {
    if (bucket.lower === -Infinity) return bucket.upper <= 0 ? bucket.upper : { ...bucket, lower: 0 };
    return bucket.upper === Infinity ? bucket.lower : bucket;
  }
  return bucket.lower < 0 && bucket.upper > 0 ? oneSidedZero(bucket, histogram) : bucket;
}

/** The zero bucket holds no negative values where no other bucket does, and no positive ones likewise. */
export function oneSidedZero<Bucket extends Limits>(bucket: Bucket, histogram: FloatHistogram): Bucket {
  const hasNegative = histogram.negativeBuckets.length > 0;
  const hasPositive = histogram.positiveBuckets.length > 0;
  if (hasPositive && !hasNegative) return { ...bucket, lower: 0 };
  if (hasNegative && !hasPositive) return { ...bucket, upper: 0 };
  return bucket;
}

function interpolated({ lower, upper }: Limits, fraction: number, histogram: FloatHistogram): number {
  if (usesCustomBuckets(histogram) || (lower <= 0 && upper >= 0)) return lower + (upper - lower) * fraction;
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  return lower > 0
    ? 2 ** (logLower + (logUpper - logLower) * fraction)
    : -(2 ** (logUpper + (logLower - logUpper) * (1 - fraction)));
}
