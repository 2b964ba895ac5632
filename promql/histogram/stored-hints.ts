import { usesCustomBuckets } from './bucket-layout.ts';
import { boundsMatch } from './custom-bounds.ts';
import type { CounterResetHint, FloatHistogram } from './float-histogram.ts';
import { isReset } from './reset-detection.ts';

/**
 * The hint with which Prometheus' storage gives a histogram back, given the sample before it in its series (undefined
 * where that is a float, a stale marker or nothing). A counter's samples are known to follow each other without a reset
 * only within one chunk; the first sample of a chunk says nothing. A chunk ends at a reset, a change of schema, of
 * boundaries or of the zero bucket, and between a gauge and a counter.
 */
export function storedHint(
  histogram: FloatHistogram,
  previous: FloatHistogram | undefined,
): CounterResetHint {
  if (histogram.counterResetHint === 'gauge') return 'gauge';
  if (previous === undefined || previous.counterResetHint === 'gauge') return 'unknown';
  if (histogram.counterResetHint === 'reset') return 'unknown';
  const startsChunk =
    histogram.schema !== previous.schema ||
    histogram.zeroThreshold !== previous.zeroThreshold ||
    (usesCustomBuckets(histogram) && !boundsMatch(histogram.customValues, previous.customValues)) ||
    isReset({ ...histogram, counterResetHint: 'unknown' }, previous);
  return startsChunk ? 'unknown' : 'not-reset';
}

/**
 * The hint that `histogram_count`, `histogram_sum` and `histogram_avg` see while they read one series in order: where
 * the storage says nothing, resets are looked for against the sample before.
 */
export function detectedHint(
  histogram: FloatHistogram,
  previous: FloatHistogram | undefined,
): CounterResetHint {
  if (histogram.counterResetHint !== 'unknown' || previous === undefined) return histogram.counterResetHint;
  return isReset(histogram, previous) ? 'reset' : 'not-reset';
}
