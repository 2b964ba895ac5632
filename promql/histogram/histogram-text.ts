import { type HistogramBucket, negativeBuckets, positiveBuckets, zeroBucket } from './bucket-iteration.ts';
import type { FloatHistogram } from './float-histogram.ts';
import { generalText } from './number-text.ts';

/** A histogram on one line as Prometheus prints it: `{count:3, sum:5, [-1,1]:1, (1,2]:2}`, buckets ascending. */
export function histogramText(histogram: FloatHistogram): string {
  const buckets = [
    ...negativeBuckets(histogram).reverse(),
    ...(histogram.zeroCount === 0 ? [] : [zeroBucket(histogram)]),
    ...positiveBuckets(histogram),
  ].filter((bucket) => bucket.count !== 0);
  const parts = [
    `count:${generalText(histogram.count)}`,
    `sum:${generalText(histogram.sum)}`,
    ...buckets.map(bucketText),
  ];
  return `{${parts.join(', ')}}`;
}

function bucketText({ lower, upper, lowerInclusive, upperInclusive, count }: HistogramBucket): string {
  const limits = `${generalText(lower)},${generalText(upper)}`;
  return `${lowerInclusive ? '[' : '('}${limits}${upperInclusive ? ']' : ')'}:${generalText(count)}`;
}
