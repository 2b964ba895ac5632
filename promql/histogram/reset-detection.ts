import { type BucketSide, negativeSide, positiveSide, usesCustomBuckets } from './bucket-layout.ts';
import { boundsMatch, commonBounds, remapped } from './custom-bounds.ts';
import type { FloatHistogram } from './float-histogram.ts';
import { toSchema } from './schema-reduction.ts';
import { bucketsBeyond, widerZeroBucket } from './zero-bucket.ts';

/**
 * Whether the counter was reset between two samples: any count, but not the sum, fell, a populated bucket vanished, the
 * resolution rose or the zero bucket shrank. A hint of `reset` or `not-reset` decides at once.
 * Follows `FloatHistogram.DetectReset` of Prometheus' model/histogram.
 */
export function isReset(current: FloatHistogram, previous: FloatHistogram): boolean {
  if (current.counterResetHint === 'reset') return true;
  if (current.counterResetHint === 'not-reset') return false;
  if (current.count < previous.count) return true;
  if (usesCustomBuckets(current)) return isCustomReset(current, previous);
  if (current.schema > previous.schema || usesCustomBuckets(previous)) return true;
  if (current.zeroThreshold < previous.zeroThreshold) return true;
  const zero = widerZeroBucket(previous, current.zeroThreshold);
  if (zero.threshold !== current.zeroThreshold || current.zeroCount < zero.count) return true;
  const [positive, negative] = bucketsBeyond(toSchema(previous, current.schema), current.zeroThreshold);
  return anyFell(positiveSide(current), positive) || anyFell(negativeSide(current), negative);
}

function isCustomReset(current: FloatHistogram, previous: FloatHistogram): boolean {
  if (!usesCustomBuckets(previous)) return true;
  if (boundsMatch(current.customValues, previous.customValues))
    return anyFell(positiveSide(current), positiveSide(previous));
  const bounds = commonBounds(current.customValues, previous.customValues);
  return anyFell(
    remapped(positiveSide(current), current.customValues, bounds),
    remapped(positiveSide(previous), previous.customValues, bounds),
  );
}

function anyFell(current: BucketSide, previous: BucketSide): boolean {
  let position = 0;
  return previous.indexes.some((index, at) => {
    while ((current.indexes[position] ?? Infinity) < index) position++;
    const before = previous.counts[at] ?? 0;
    return current.indexes[position] === index ? (current.counts[position] ?? 0) < before : before !== 0;
  });
}
