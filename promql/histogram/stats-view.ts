import type { FloatHistogram } from './float-histogram.ts';
import { detectedHint } from './stored-hints.ts';

/**
 * A series' histograms as a reader sees them who wants no buckets: count, sum, and a hint that says of each sample
 * whether the counter was reset since the one before. Follows `HistogramStatsIterator` of Prometheus' promql.
 */
export function statsView(
  histograms: readonly (FloatHistogram | undefined)[],
): (FloatHistogram | undefined)[] {
  let previous: FloatHistogram | undefined;
  return histograms.map((histogram) => {
    if (histogram === undefined) return undefined;
    const counterResetHint = detectedHint(histogram, previous);
    previous = histogram;
    return { ...withoutBuckets, count: histogram.count, sum: histogram.sum, counterResetHint };
  });
}

const withoutBuckets = {
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  positiveSpans: [],
  negativeSpans: [],
  positiveBuckets: [],
  negativeBuckets: [],
  customValues: [],
};
