import { negativeBuckets, positiveBuckets } from './bucket-iteration.ts';
import { type BucketSide, negativeSide, noBuckets, positiveSide, withSides } from './bucket-layout.ts';
import type { FloatHistogram } from './float-histogram.ts';

interface ZeroBucket {
  readonly count: number;
  readonly threshold: number;
}

/**
 * What the zero bucket would be if it reached at least as far as `threshold`. Where that lies within a bucket that
 * counts something, the zero bucket takes that bucket whole and ends at its limit.
 */
export function widerZeroBucket(histogram: FloatHistogram, threshold: number): ZeroBucket {
  let wanted = threshold;
  for (;;) {
    const positive = swallowed(positiveBuckets(histogram), wanted);
    const negative = swallowed(negativeBuckets(histogram), positive.threshold);
    const count = histogram.zeroCount + positive.count + negative.count;
    if (negative.threshold === positive.threshold) return { count, threshold: negative.threshold };
    wanted = negative.threshold;
  }
}

/**
 * Both histograms with one zero threshold that cuts no populated bucket of either. Buckets within it are in the zero
 * bucket then, and no longer among the others.
 */
export function withCommonZeroBucket(
  one: FloatHistogram,
  other: FloatHistogram,
): readonly [FloatHistogram, FloatHistogram] {
  let [left, right] = [one, other];
  while (left.zeroThreshold !== right.zeroThreshold) {
    if (left.zeroThreshold > right.zeroThreshold) right = widened(right, left.zeroThreshold);
    else left = widened(left, right.zeroThreshold);
  }
  return [left, right];
}

/** Only the buckets that end beyond the threshold. */
export function bucketsBeyond(histogram: FloatHistogram, threshold: number): [BucketSide, BucketSide] {
  const positive = positiveBuckets(histogram).findIndex((bucket) => bucket.upper > threshold);
  const negative = negativeBuckets(histogram).findIndex((bucket) => bucket.lower < -threshold);
  return [from(positiveSide(histogram), positive), from(negativeSide(histogram), negative)];
}

function widened(histogram: FloatHistogram, threshold: number): FloatHistogram {
  const zero = widerZeroBucket(histogram, threshold);
  const [positive, negative] = bucketsBeyond(histogram, zero.threshold);
  return {
    ...withSides(histogram, positive, negative),
    zeroThreshold: zero.threshold,
    zeroCount: zero.count,
  };
}

function from(side: BucketSide, start: number): BucketSide {
  if (start === 0) return side;
  return start < 0 ? noBuckets : { indexes: side.indexes.slice(start), counts: side.counts.slice(start) };
}

function swallowed(
  buckets: readonly { readonly lower: number; readonly upper: number; readonly count: number }[],
  threshold: number,
): ZeroBucket {
  let count = 0;
  for (const bucket of buckets) {
    const near = Math.min(Math.abs(bucket.lower), Math.abs(bucket.upper));
    const far = Math.max(Math.abs(bucket.lower), Math.abs(bucket.upper));
    if (near >= threshold) break;
    count += bucket.count;
    if (far > threshold) return { count, threshold: bucket.count === 0 ? threshold : far };
  }
  return { count, threshold };
}
