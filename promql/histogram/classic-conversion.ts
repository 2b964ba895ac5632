import { customBucketsSchema } from './bucket-layout.ts';
import type { ClassicBucket } from './classic-buckets.ts';
import { compact } from './compact.ts';
import type { FloatHistogram } from './float-histogram.ts';

/** The series of a classic histogram at one time; `count` and `sum` where those series have a sample. */
interface ClassicSample {
  readonly buckets: readonly ClassicBucket[];
  readonly count?: number;
  readonly sum?: number;
}

type ConversionRefusal =
  | 'bucket count is negative'
  | 'count is negative'
  | 'bucket counts are not cumulative'
  | 'count differs from the last bucket';

/**
 * A classic histogram as a native one with custom buckets. The count is the highest bucket's where there is none; a
 * missing bucket for +Inf gets the count. Follows Prometheus' util/convertnhcb.
 */
export function fromClassic(sample: ClassicSample): FloatHistogram | { readonly refused: ConversionRefusal } {
  const buckets = sortedOnce(sample.buckets);
  if (buckets.some((bucket) => bucket.count < 0)) return { refused: 'bucket count is negative' };
  if (sample.count !== undefined && sample.count < 0) return { refused: 'count is negative' };
  if (buckets.some((bucket, index) => bucket.count < (buckets[index - 1]?.count ?? 0)))
    return { refused: 'bucket counts are not cumulative' };

  const count = sample.count ?? buckets.at(-1)?.count ?? 0;
  const complete =
    buckets.at(-1)?.upperBound === Infinity ? buckets : [...buckets, { upperBound: Infinity, count }];
  if (complete.at(-1)?.count !== count) return { refused: 'count differs from the last bucket' };
  const isWhole = complete.every((bucket) => Number.isInteger(bucket.count));
  const histogram: FloatHistogram = {
    schema: customBucketsSchema,
    zeroThreshold: 0,
    zeroCount: 0,
    count,
    sum: sample.sum ?? 0,
    positiveSpans: [{ offset: 0, length: complete.length }],
    positiveBuckets: complete.map((bucket, index) => bucket.count - (complete[index - 1]?.count ?? 0)),
    negativeSpans: [],
    negativeBuckets: [],
    customValues: complete.slice(0, -1).map((bucket) => bucket.upperBound),
    counterResetHint: 'unknown',
  };
  // Upstream keeps short gaps in histograms of whole numbers, none in those of fractions.
  return compact(histogram, isWhole ? 2 : 0);
}

type ClassicPart = 'bucket' | 'count' | 'sum';

/**
 * Which part of which histogram a series is by its name, or undefined when by none of a classic histogram's suffixes.
 */
export function classicPartOf(metricName: string): { part: ClassicPart; base: string } | undefined {
  for (const part of ['bucket', 'count', 'sum'] as const)
    if (metricName.endsWith(`_${part}`)) return { part, base: metricName.slice(0, -part.length - 1) };
  return undefined;
}

function sortedOnce(unsorted: readonly ClassicBucket[]): ClassicBucket[] {
  const byBound = new Map<number, ClassicBucket>();
  for (const bucket of unsorted) if (!byBound.has(bucket.upperBound)) byBound.set(bucket.upperBound, bucket);
  return [...byBound.values()].sort((one, other) => (one.upperBound < other.upperBound ? -1 : 1));
}
