import { indexesOf, usesCustomBuckets } from './bucket-layout.ts';
import { boundsMatch } from './custom-bounds.ts';
import type { FloatHistogram, HistogramSpan } from './float-histogram.ts';

/**
 * Whether both hold the same data: every bucket, empty ones too, the same numbers, NaN being equal to NaN. The counter
 * reset hint does not count. Follows `FloatHistogram.Equals` of Prometheus' model/histogram.
 */
export function histogramsEqual(one: FloatHistogram, other: FloatHistogram): boolean {
  return (
    one.schema === other.schema &&
    Object.is(one.count, other.count) &&
    Object.is(one.sum, other.sum) &&
    (!usesCustomBuckets(one) || boundsMatch(one.customValues, other.customValues)) &&
    one.zeroThreshold === other.zeroThreshold &&
    Object.is(one.zeroCount, other.zeroCount) &&
    sameBuckets(one.negativeSpans, other.negativeSpans) &&
    sameCounts(one.negativeBuckets, other.negativeBuckets) &&
    sameBuckets(one.positiveSpans, other.positiveSpans) &&
    sameCounts(one.positiveBuckets, other.positiveBuckets)
  );
}

function sameBuckets(one: readonly HistogramSpan[], other: readonly HistogramSpan[]): boolean {
  return sameCounts(indexesOf(one), indexesOf(other));
}

function sameCounts(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((count, index) => Object.is(count, other[index]));
}
