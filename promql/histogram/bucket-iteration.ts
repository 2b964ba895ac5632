import {
  type BucketSide,
  customBucketsSchema,
  negativeSide,
  positiveSide,
  usesCustomBuckets,
} from './bucket-layout.ts';
import type { FloatHistogram } from './float-histogram.ts';

/** The finest schema with a table of boundaries: each power of two is cut into 2^8 buckets. */
const finestSchema = 8;

// Prometheus publishes its boundaries as a table. Doubling the table with these factors gives the same bits; with the
// nearest double to the square root of two as the first factor, half of them would be off in the last digit.
const lowerSquareRootOfTwo = Math.SQRT2 - Number.EPSILON;

/** Boundaries within [0.5, 1) at the finest schema, ascending. Coarser schemas take every 2nd, 4th, ... of them. */
const fractions = boundaryFractions();

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
 * All buckets, ascending: negative, zero (when it counts anything), positive. Where a bucket overlaps the zero bucket,
 * its limit is moved to the zero threshold.
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

/**
 * The upper boundary of an exponential bucket; bucket 0 ends at 1. As in Prometheus, the last bucket before that of the
 * infinities ends at the greatest finite number.
 */
export function exponentialBound(index: number, schema: number): number {
  if (schema < 0) return powerOfTwoTimes(1, index * 2 ** -schema);
  const perPower = 2 ** schema;
  const power = Math.floor(index / perPower);
  const fraction = fractions[(index - power * perPower) * 2 ** (finestSchema - schema)] ?? Number.NaN;
  return powerOfTwoTimes(fraction * 2, power);
}

/** The upper boundary of a bucket of any schema. Custom bucket `i` ends at the i-th custom value, the last at +Inf. */
function upperBound(index: number, schema: number, customValues: readonly number[]): number {
  if (schema !== customBucketsSchema) return exponentialBound(index, schema);
  return index < 0 ? -Infinity : (customValues[index] ?? Infinity);
}

function powerOfTwoTimes(fraction: number, power: number): number {
  if (fraction === 1 && power === 1024) return Number.MAX_VALUE;
  // Two steps, because 2 ** power alone may overflow or underflow where the product does not.
  return power > 1000 || power < -1000
    ? fraction * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2))
    : fraction * 2 ** power;
}

function boundaryFractions(): readonly number[] {
  let table = [0.5];
  for (let schema = 1; schema <= finestSchema; schema++) {
    const factor = schema === 1 ? lowerSquareRootOfTwo : 2 ** (2 ** -schema);
    table = table.flatMap((fraction) => [fraction, fraction * factor]);
  }
  return table;
}
