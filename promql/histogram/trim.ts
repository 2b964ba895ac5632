import { type HistogramBucket, negativeBuckets, positiveBuckets, zeroBucket } from './bucket-iteration.ts';
import { usesCustomBuckets } from './bucket-layout.ts';
import { compact } from './compact.ts';
import type { FloatHistogram } from './float-histogram.ts';

type TrimmedSide = 'above' | 'below';

/** What is left of a bucket, and the value that each observation in it is taken to have. */
interface Remnant {
  readonly count: number;
  readonly middle: number;
}

interface Trim {
  readonly at: number;
  readonly side: TrimmedSide;
  readonly isCustom: boolean;
}

/**
 * Without the observations above a value (the operator `</`) or below it (`>/`). The bucket that holds the value is cut
 * by interpolation; the sum is estimated anew from the middles of what is left. Nothing cut leaves the histogram as it
 * is. Follows `FloatHistogram.TrimBuckets` of Prometheus' model/histogram.
 */
export function trim(histogram: FloatHistogram, at: number, side: TrimmedSide): FloatHistogram {
  const how: Trim = { at, side, isCustom: usesCustomBuckets(histogram) };
  const positive = positiveBuckets(histogram).map((bucket) => remnantOf(bucket, how, 1));
  const negative = negativeBuckets(histogram).map((bucket) => remnantOf(bucket, how, -1));
  const zero =
    histogram.zeroCount > 0 ? zeroRemnant(histogram, how) : { count: histogram.zeroCount, middle: 0 };
  const positiveCounts = positive.map((remnant) => remnant.count);
  const negativeCounts = negative.map((remnant) => remnant.count);
  const isUntouched =
    zero.count === histogram.zeroCount &&
    positiveCounts.every((count, index) => count === histogram.positiveBuckets[index]) &&
    negativeCounts.every((count, index) => count === histogram.negativeBuckets[index]);
  if (isUntouched) return histogram;
  const remnants = [...positive, ...negative, zero].filter((remnant) => remnant.count !== 0);
  return compact({
    ...histogram,
    positiveBuckets: positiveCounts,
    negativeBuckets: negativeCounts,
    zeroCount: zero.count,
    count: remnants.reduce((total, remnant) => total + remnant.count, 0),
    sum: remnants.reduce((total, remnant) => total + remnant.middle * remnant.count, 0),
  });
}

function remnantOf(bucket: HistogramBucket, how: Trim, sign: 1 | -1): Remnant {
  const { lower, upper, count } = bucket;
  const isKept = how.side === 'above' ? upper <= how.at : lower >= how.at;
  if (count === 0 || isKept) return { count, middle: middleOf({ lower, upper }, how, sign) };
  const isRemoved = how.side === 'above' ? lower >= how.at : upper <= how.at;
  if (isRemoved) return { count: 0, middle: 0 };
  if (lower === -Infinity || upper === Infinity) return endlessRemnant(bucket, how);
  const below = count * fractionBelow(bucket, how, sign);
  return how.side === 'above'
    ? { count: below, middle: middleOf({ lower, upper: how.at }, how, sign) }
    : { count: count - below, middle: middleOf({ lower: how.at, upper }, how, sign) };
}

/**
 * How observations spread in an endless bucket is unknown; only one from zero on is cut, any other is dropped whole.
 */
function endlessRemnant({ lower, upper, count }: HistogramBucket, { at, side }: Trim): Remnant {
  const nothing = { count: 0, middle: 0 };
  if (lower !== -Infinity) return side === 'above' ? nothing : { count, middle: at };
  if (side === 'above') {
    if (at > 0 && upper > 0 && upper !== Infinity) return { count: (count * at) / upper, middle: at / 2 };
    return upper <= 0 ? { count, middle: at } : nothing;
  }
  return at >= 0 && upper !== Infinity
    ? { count: count * (1 - at / upper), middle: (at + upper) / 2 }
    : nothing;
}

function fractionBelow({ lower, upper }: HistogramBucket, { at, isCustom }: Trim, sign: 1 | -1): number {
  if (isCustom) return (at - lower) / (upper - lower);
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  const logAt = Math.log2(Math.abs(at));
  return sign > 0
    ? (logAt - logLower) / (logUpper - logLower)
    : 1 - (logAt - logUpper) / (logLower - logUpper);
}

function zeroRemnant(histogram: FloatHistogram, { at, side }: Trim): Remnant {
  const bucket = zeroBucket(histogram);
  const hasNegative = histogram.negativeBuckets.some((count) => count !== 0);
  const hasPositive = histogram.positiveBuckets.some((count) => count !== 0);
  const lower = hasPositive && !hasNegative ? 0 : bucket.lower;
  const upper = hasNegative && !hasPositive ? 0 : bucket.upper;
  const cut = Math.min(Math.max(at, lower), upper);
  if (side === 'above' ? at <= lower : at >= upper) return { count: 0, middle: 0 };
  if (side === 'above' ? at >= upper : at <= lower)
    return { count: bucket.count, middle: (lower + upper) / 2 };
  return side === 'above'
    ? { count: (bucket.count * (cut - lower)) / (upper - lower), middle: (lower + cut) / 2 }
    : { count: (bucket.count * (upper - cut)) / (upper - lower), middle: (cut + upper) / 2 };
}

function middleOf(
  { lower, upper }: Pick<HistogramBucket, 'lower' | 'upper'>,
  how: Trim,
  sign: 1 | -1,
): number {
  if (lower === -Infinity) {
    if (upper === Infinity) return 0;
    return upper > 0 ? upper / 2 : upper;
  }
  if (upper === Infinity) return lower;
  return how.isCustom ? (lower + upper) / 2 : sign * Math.sqrt(Math.abs(lower * upper));
}
