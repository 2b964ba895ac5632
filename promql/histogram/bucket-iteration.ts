import { upperBound } from './bucket-bounds.ts';
import { type BucketSide, negativeSide, positiveSide, usesCustomBuckets } from './bucket-layout.ts';
import type { FloatHistogram } from './float-histogram.ts';

/** One bucket with its limits. */
export interface HistogramBucket {
  readonly lower: number;
  readonly upper: number;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
  readonly count: number;
}

/** The positive (or custom) buckets, ascending. */
export function positiveBuckets(histogram: FloatHistogram): HistogramBucket[] {
  const { indexes, counts } = positiveSide(histogram);
  const isCustom = usesCustomBuckets(histogram);
  return indexes.map((index, position) => {
    const lower = upperBound(index - 1, histogram.schema, histogram.customValues);
    const upper = upperBound(index, histogram.schema, histogram.customValues);
    const count = counts[position] ?? 0;
    return { lower, upper, lowerInclusive: isCustom && index === 0, upperInclusive: true, count };
  });
}

/** The negative buckets, from zero downwards. */
export function negativeBuckets(histogram: FloatHistogram): HistogramBucket[] {
  const { indexes, counts }: BucketSide = negativeSide(histogram);
  return indexes.map((index, position) => ({
    lower: -upperBound(index, histogram.schema, []),
    upper: -upperBound(index - 1, histogram.schema, []),
    lowerInclusive: true,
    upperInclusive: false,
    count: counts[position] ?? 0,
  }));
}

/** The bucket around zero; only exponential histograms have one. */
export function zeroBucket(histogram: FloatHistogram): HistogramBucket {
  const { zeroThreshold, zeroCount } = histogram;
  return {
    lower: -zeroThreshold,
    upper: zeroThreshold,
    lowerInclusive: true,
    upperInclusive: true,
    count: zeroCount,
  };
}

/**
 * All buckets, ascending: negative, zero (when it counts anything), positive. Where a bucket overlaps the zero bucket, its
 * limit is moved to the zero threshold.
 */
export function allBuckets(histogram: FloatHistogram): HistogramBucket[] {
  const { zeroThreshold } = histogram;
  const negative = negativeBuckets(histogram)
    .reverse()
    .map((bucket) => outsideZero(bucket, zeroThreshold));
  const positive = positiveBuckets(histogram).map((bucket) => outsideZero(bucket, zeroThreshold));
  const zero = histogram.zeroCount > 0 ? [zeroBucket(histogram)] : [];
  return [...negative, ...zero, ...positive];
}

function outsideZero(bucket: HistogramBucket, zeroThreshold: number): HistogramBucket {
  if (bucket.upper < 0 && bucket.upper > -zeroThreshold) return { ...bucket, upper: -zeroThreshold };
  if (bucket.lower > 0 && bucket.lower < zeroThreshold) return { ...bucket, lower: zeroThreshold };
  return bucket;
}
