import { allBuckets, type HistogramBucket } from './bucket-iteration.ts';
import { usesCustomBuckets } from './bucket-layout.ts';
import type { FloatHistogram } from './float-histogram.ts';
import { hasNaNs, type NotedNumber, oneSidedZero } from './native-quantile.ts';

/**
 * The share of all observations between two values; the inverse of `histogramQuantile`, with the same interpolation.
 * Follows `HistogramFraction` of Prometheus' promql/quantile.go.
 */
export function histogramFraction(lower: number, upper: number, histogram: FloatHistogram): NotedNumber {
  if (histogram.count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return { value: Number.NaN };
  if (lower >= upper) return { value: 0 };
  const buckets = allBuckets(histogram);
  const inBuckets = Number.isNaN(histogram.sum)
    ? buckets.reduce((count, bucket) => count + bucket.count, 0)
    : histogram.count;
  const lowerRank = Math.min(rankOf(lower, buckets, histogram) ?? inBuckets, inBuckets);
  const upperRank = Math.min(rankOf(upper, buckets, histogram) ?? inBuckets, inBuckets);
  const value = (upperRank - lowerRank) / histogram.count;
  return hasNaNs(histogram, buckets) ? { value, note: 'fraction-without-nan' } : { value };
}

/** How many observations lie below the value, or undefined when all do. */
function rankOf(
  value: number,
  buckets: readonly HistogramBucket[],
  histogram: FloatHistogram,
): number | undefined {
  const isCustom = usesCustomBuckets(histogram);
  let rank = 0;
  for (const each of buckets) {
    const isAroundZero = each.lower <= 0 && each.upper >= 0;
    const bucket = isAroundZero ? oneSidedZero(each, histogram) : each;
    if (bucket.lower >= value) return rank;
    if (bucket.upper > value)
      return isCustom || isAroundZero
        ? linearRank(value, bucket, rank)
        : exponentialRank(value, bucket, rank);
    rank += bucket.count;
  }
  return undefined;
}

function linearRank(value: number, { lower, upper, count }: HistogramBucket, rank: number): number {
  // Nothing can be said about where in an endless bucket the observations are: it counts whole.
  return lower === -Infinity ? count : rank + (count * (value - lower)) / (upper - lower);
}

function exponentialRank(value: number, { lower, upper, count }: HistogramBucket, rank: number): number {
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  const logValue = Math.log2(Math.abs(value));
  return value > 0
    ? rank + (count * (logValue - logLower)) / (logUpper - logLower)
    : rank + count * (1 - (logValue - logUpper) / (logLower - logUpper));
}
