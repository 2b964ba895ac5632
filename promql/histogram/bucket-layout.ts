import type { FloatHistogram, HistogramSpan } from './float-histogram.ts';

/**
 * The buckets of one sign as two columns: ascending indexes, and the count at each. Empty buckets may be among them.
 */
export interface BucketSide {
  readonly indexes: readonly number[];
  readonly counts: readonly number[];
}

/** The schema whose buckets have the boundaries of `customValues`. */
export const customBucketsSchema = -53;

export const noBuckets: BucketSide = { indexes: [], counts: [] };

/** Whether its boundaries are custom (a "native histogram with custom buckets") rather than exponential. */
export function usesCustomBuckets(histogram: FloatHistogram): boolean {
  return histogram.schema === customBucketsSchema;
}

export function positiveSide(histogram: FloatHistogram): BucketSide {
  return { indexes: indexesOf(histogram.positiveSpans), counts: histogram.positiveBuckets };
}

export function negativeSide(histogram: FloatHistogram): BucketSide {
  return { indexes: indexesOf(histogram.negativeSpans), counts: histogram.negativeBuckets };
}

/** The histogram with other buckets; everything else stays. */
export function withSides(
  histogram: FloatHistogram,
  positive: BucketSide,
  negative: BucketSide,
): FloatHistogram {
  return {
    ...histogram,
    positiveSpans: spansOf(positive.indexes),
    positiveBuckets: positive.counts,
    negativeSpans: spansOf(negative.indexes),
    negativeBuckets: negative.counts,
  };
}

/** Every bucket index that the spans name, ascending. */
export function indexesOf(spans: readonly HistogramSpan[]): number[] {
  const indexes: number[] = [];
  let next = 0;
  for (const span of spans) {
    next += span.offset;
    for (let position = 0; position < span.length; position++) indexes.push(next++);
  }
  return indexes;
}

/** The fewest spans that name these ascending indexes. */
export function spansOf(indexes: readonly number[]): HistogramSpan[] {
  const spans: { offset: number; length: number }[] = [];
  let end = 0;
  for (const index of indexes) {
    const last = spans.at(-1);
    if (last !== undefined && index === end) last.length++;
    else spans.push({ offset: index - end, length: 1 });
    end = index + 1;
  }
  return spans;
}

/** Both sides' buckets in one, `combine`d where both have one; a side that has none counts as 0. */
export function mergeSides(
  one: BucketSide,
  other: BucketSide,
  combine: (left: number, right: number) => number,
): BucketSide {
  const indexes: number[] = [];
  const counts: number[] = [];
  let left = 0;
  let right = 0;
  while (left < one.indexes.length || right < other.indexes.length) {
    const leftIndex = one.indexes[left] ?? Infinity;
    const rightIndex = other.indexes[right] ?? Infinity;
    indexes.push(Math.min(leftIndex, rightIndex));
    const leftCount = leftIndex <= rightIndex ? (one.counts[left++] ?? 0) : 0;
    const rightCount = rightIndex <= leftIndex ? (other.counts[right++] ?? 0) : 0;
    counts.push(combine(leftCount, rightCount));
  }
  return { indexes, counts };
}
