import { type BucketSide, negativeSide, positiveSide, withSides } from './bucket-layout.ts';
import type { FloatHistogram } from './float-histogram.ts';

/**
 * The same counts in a canonical layout: no empty buckets, but for gaps of up to `longestGap` buckets between two that
 * count something, which stay (or become) empty buckets.
 */
export function compact(histogram: FloatHistogram, longestGap = 0): FloatHistogram {
  if (longestGap === 0 && isCompact(histogram)) return histogram;
  return withSides(
    histogram,
    compactSide(positiveSide(histogram), longestGap),
    compactSide(negativeSide(histogram), longestGap),
  );
}

function isCompact(histogram: FloatHistogram): boolean {
  const spans = [histogram.positiveSpans, histogram.negativeSpans];
  return (
    !histogram.positiveBuckets.includes(0) &&
    !histogram.negativeBuckets.includes(0) &&
    spans.every((side) => side.every((span, index) => span.length > 0 && (index === 0 || span.offset !== 0)))
  );
}

function compactSide(side: BucketSide, longestGap: number): BucketSide {
  const indexes: number[] = [];
  const counts: number[] = [];
  side.indexes.forEach((index, position) => {
    const count = side.counts[position] ?? 0;
    if (count === 0) return;
    const after = (indexes.at(-1) ?? Infinity) + 1;
    if (index - after <= longestGap)
      for (let gap = after; gap < index; gap++) {
        indexes.push(gap);
        counts.push(0);
      }
    indexes.push(index);
    counts.push(count);
  });
  return { indexes, counts };
}
