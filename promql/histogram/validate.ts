import { customBucketsSchema } from './bucket-layout.ts';
import type { FloatHistogram, HistogramSpan } from './float-histogram.ts';

/**
 * What is wrong with a histogram, in words, or undefined. That the buckets add up to the count is not checked: rounding
 * may keep them from it. Follows `FloatHistogram.Validate` of Prometheus' model/histogram.
 */
export function histogramProblem(histogram: FloatHistogram): string | undefined {
  const { schema, count } = histogram;
  const isExponential = Number.isInteger(schema) && schema >= -4 && schema <= 8;
  if (!isExponential && schema !== customBucketsSchema)
    return `schema ${schema} is none of -4 to 8 and ${customBucketsSchema}`;
  if (count < 0) return `count ${count} is negative`;
  return (
    (isExponential ? exponentialProblem(histogram) : customProblem(histogram)) ??
    sideProblem('positive', histogram.positiveSpans, histogram.positiveBuckets)
  );
}

function exponentialProblem(histogram: FloatHistogram): string | undefined {
  if (histogram.zeroCount < 0) return `the zero bucket's count ${histogram.zeroCount} is negative`;
  if (histogram.customValues.length > 0) return 'custom values belong to custom buckets only';
  return sideProblem('negative', histogram.negativeSpans, histogram.negativeBuckets);
}

function customProblem(histogram: FloatHistogram): string | undefined {
  const { customValues, positiveSpans } = histogram;
  if (customValues.some((bound, index) => !(bound > (customValues[index - 1] ?? -Infinity))))
    return 'custom values do not ascend';
  if (customValues.includes(Infinity)) return 'the last custom bucket ends at +Inf by itself';
  if (histogram.zeroCount !== 0 || histogram.zeroThreshold !== 0) return 'custom buckets have no zero bucket';
  if (histogram.negativeSpans.length > 0 || histogram.negativeBuckets.length > 0)
    return 'custom buckets have no negative side';
  const end = positiveSpans.reduce((index, span) => index + span.offset + span.length, 0);
  if (end > customValues.length + 1)
    return `${customValues.length} custom values are too few for the buckets`;
  return undefined;
}

function sideProblem(
  side: 'positive' | 'negative',
  spans: readonly HistogramSpan[],
  buckets: readonly number[],
): string | undefined {
  const named = spans.reduce((total, span) => total + span.length, 0);
  if (spans.some((span, index) => index > 0 && span.offset < 0))
    return `a ${side} span begins before the end of the one before it`;
  if (named !== buckets.length) return `the ${side} spans name ${named} buckets, there are ${buckets.length}`;
  if (buckets.some((count) => count < 0)) return `a ${side} bucket's count is negative`;
  return undefined;
}
