import {
  type BucketSide,
  negativeSide,
  positiveSide,
  usesCustomBuckets,
  withSides,
} from './bucket-layout.ts';
import type { FloatHistogram } from './float-histogram.ts';

/**
 * The histogram at a coarser exponential schema: buckets that fall into one are added up. Its counter reset hint
 * becomes `unknown`, as upstream's `CopyToSchema` has it. The same schema gives the histogram itself. Throws
 * `RangeError` where the schema is finer or either one is custom.
 */
export function toSchema(histogram: FloatHistogram, schema: number): FloatHistogram {
  if (schema === histogram.schema) return histogram;
  if (schema > histogram.schema || usesCustomBuckets(histogram))
    throw new RangeError(`cannot merge buckets of schema ${histogram.schema} into schema ${schema}`);
  const steps = histogram.schema - schema;
  const coarse = withSides(
    histogram,
    mergedSide(positiveSide(histogram), steps),
    mergedSide(negativeSide(histogram), steps),
  );
  return { ...coarse, schema, counterResetHint: 'unknown' };
}

function mergedSide(side: BucketSide, steps: number): BucketSide {
  const indexes: number[] = [];
  const counts: number[] = [];
  side.indexes.forEach((index, position) => {
    const target = Math.floor((index - 1) / 2 ** steps) + 1;
    const count = side.counts[position] ?? 0;
    if (indexes.at(-1) === target) counts[counts.length - 1] = (counts.at(-1) ?? 0) + count;
    else {
      indexes.push(target);
      counts.push(count);
    }
  });
  return { indexes, counts };
}
