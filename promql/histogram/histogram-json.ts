import { allBuckets, type HistogramBucket } from './bucket-iteration.ts';
import type { FloatHistogram } from './float-histogram.ts';
import { apiText } from './number-text.ts';

/** Which limits belong to a bucket: 0 the upper, 1 the lower, 2 none, 3 both. */
type BucketBoundaries = 0 | 1 | 2 | 3;

/** A histogram as the Prometheus API shows it: numbers as text, and only buckets that count something. */
export interface HistogramJson {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [BucketBoundaries, lower: string, upper: string, count: string])[];
}

export function histogramJson(histogram: FloatHistogram): HistogramJson {
  const buckets = allBuckets(histogram)
    .filter((bucket) => bucket.count !== 0)
    .map(
      (bucket) =>
        [boundariesOf(bucket), apiText(bucket.lower), apiText(bucket.upper), apiText(bucket.count)] as const,
    );
  const totals = { count: apiText(histogram.count), sum: apiText(histogram.sum) };
  return buckets.length === 0 ? totals : { ...totals, buckets };
}

function boundariesOf({ lowerInclusive, upperInclusive }: HistogramBucket): BucketBoundaries {
  if (lowerInclusive) return upperInclusive ? 3 : 1;
  return upperInclusive ? 0 : 2;
}
