import {
  type BucketSide,
  negativeSide,
  noBuckets,
  positiveSide,
  usesCustomBuckets,
} from './bucket-layout.ts';
import { boundsMatch, commonBounds, remapped } from './custom-bounds.ts';
import type { FloatHistogram } from './float-histogram.ts';
import { toSchema } from './schema-reduction.ts';
import { withCommonZeroBucket } from './zero-bucket.ts';

/** Two histograms brought to one schema, one zero bucket and one set of boundaries: their counts can be combined. */
export interface CommonLayout {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly customValues: readonly number[];
  readonly one: LaidOut;
  readonly other: LaidOut;
  /** Custom boundaries differed, and only those that both have are left. */
  readonly boundsReconciled: boolean;
}

export interface LaidOut {
  readonly zeroCount: number;
  readonly positive: BucketSide;
  readonly negative: BucketSide;
}

/** Undefined where one has exponential and the other custom buckets: nothing brings those together. */
export function commonLayout(one: FloatHistogram, other: FloatHistogram): CommonLayout | undefined {
  if (usesCustomBuckets(one) !== usesCustomBuckets(other)) return undefined;
  return usesCustomBuckets(one) ? customLayout(one, other) : exponentialLayout(one, other);
}

function exponentialLayout(one: FloatHistogram, other: FloatHistogram): CommonLayout {
  // The zero bucket first, at each one's own resolution, as upstream does: coarse buckets would make it wider.
  const [wideOne, wideOther] = withCommonZeroBucket(one, other);
  const schema = Math.min(one.schema, other.schema);
  return {
    schema,
    zeroThreshold: wideOne.zeroThreshold,
    customValues: [],
    one: laidOutAsIs(toSchema(wideOne, schema)),
    other: laidOutAsIs(toSchema(wideOther, schema)),
    boundsReconciled: false,
  };
}

function customLayout(one: FloatHistogram, other: FloatHistogram): CommonLayout {
  const areEqual = boundsMatch(one.customValues, other.customValues);
  const customValues = areEqual ? one.customValues : commonBounds(one.customValues, other.customValues);
  const over = (histogram: FloatHistogram): LaidOut => ({
    zeroCount: 0,
    positive: areEqual
      ? positiveSide(histogram)
      : remapped(positiveSide(histogram), histogram.customValues, customValues),
    negative: noBuckets,
  });
  return {
    schema: one.schema,
    zeroThreshold: 0,
    customValues,
    one: over(one),
    other: over(other),
    boundsReconciled: !areEqual,
  };
}

/** The counts as they are, in the histogram's own layout. */
export function laidOutAsIs(histogram: FloatHistogram): LaidOut {
  return {
    zeroCount: histogram.zeroCount,
    positive: positiveSide(histogram),
    negative: negativeSide(histogram),
  };
}
