/** One bucket of a classic histogram: a count of all observations up to and including `upperBound`. */
export interface ClassicBucket {
  readonly upperBound: number;
  readonly count: number;
}

/** How far counts that should not fall fell, and between which boundaries. */
interface ForcedMonotonicity {
  readonly lowestBound: number;
  readonly highestBound: number;
  readonly greatestFall: number;
}

interface ClassicQuantile {
  readonly value: number;
  /** Present when counts fell from one bucket to the next and had to be raised. */
  readonly forced?: ForcedMonotonicity;
}

/** Falls and rises of less than this share come from rounding and are not worth a word. */
const negligibleShare = 1e-12;

/** The least normal number: below it, closeness is absolute. */
const leastNormal = 2.2250738585072014e-308;

/**
 * The value below which the share `q` of the observations lies, interpolated linearly; the buckets may come in any
 * order. NaN without a bucket that ends at +Inf, with fewer than two buckets, or without observations. Follows
 * `BucketQuantile` of Prometheus' promql/quantile.go.
 */
export function bucketQuantile(q: number, unsorted: readonly ClassicBucket[]): ClassicQuantile {
  if (Number.isNaN(q)) return { value: Number.NaN };
  if (q < 0 || q > 1) return { value: q < 0 ? -Infinity : Infinity };
  const merged = sortedAndMerged(unsorted);
  if (merged.at(-1)?.upperBound !== Infinity) return { value: Number.NaN };
  const { buckets, forced } = madeMonotonic(merged);
  const value = monotonicQuantile(q, buckets);
  return forced === undefined ? { value } : { value, forced };
}

/**
 * The share of the observations between two values, interpolated linearly.
 * Follows `BucketFraction` of Prometheus' promql/quantile.go.
 */
export function bucketFraction(lower: number, upper: number, unsorted: readonly ClassicBucket[]): number {
  const buckets = sortedAndMerged(unsorted);
  const last = buckets.at(-1);
  if (last?.upperBound !== Infinity || last.count === 0) return Number.NaN;
  if (Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  const lowerRank = Math.min(rankOf(lower, buckets) ?? last.count, last.count);
  const upperRank = Math.min(rankOf(upper, buckets) ?? last.count, last.count);
  return (upperRank - lowerRank) / last.count;
}

function monotonicQuantile(q: number, buckets: readonly ClassicBucket[]): number {
  const observations = buckets.at(-1)?.count ?? 0;
  if (buckets.length < 2 || observations === 0) return Number.NaN;
  const rank = q * observations;
  const found = buckets.slice(0, -1).findIndex((bucket) => bucket.count >= rank);
  const bucket = buckets[found];
  if (bucket === undefined) return buckets.at(-2)?.upperBound ?? Number.NaN;
  if (found === 0 && bucket.upperBound <= 0) return bucket.upperBound;
  const before = buckets[found - 1] ?? { upperBound: 0, count: 0 };
  const share = (rank - before.count) / (bucket.count - before.count);
  return before.upperBound + (bucket.upperBound - before.upperBound) * share;
}

function rankOf(value: number, buckets: readonly ClassicBucket[]): number | undefined {
  let rank = 0;
  let lower = (buckets[0]?.upperBound ?? 0) <= 0 ? -Infinity : 0;
  for (const { upperBound, count } of buckets) {
    if (lower >= value) return rank;
    if (upperBound > value)
      return lower === -Infinity ? count : rank + ((count - rank) * (value - lower)) / (upperBound - lower);
    rank = count;
    lower = upperBound;
  }
  return undefined;
}

function sortedAndMerged(unsorted: readonly ClassicBucket[]): ClassicBucket[] {
  const merged: ClassicBucket[] = [];
  for (const bucket of unsorted.toSorted(byUpperBound)) {
    const last = merged.at(-1);
    if (last?.upperBound === bucket.upperBound)
      merged[merged.length - 1] = { ...last, count: last.count + bucket.count };
    else merged.push(bucket);
  }
  return merged;
}

function byUpperBound(one: ClassicBucket, other: ClassicBucket): number {
  return one.upperBound < other.upperBound ? -1 : one.upperBound > other.upperBound ? 1 : 0;
}

function madeMonotonic(buckets: readonly ClassicBucket[]): {
  buckets: ClassicBucket[];
  forced: ForcedMonotonicity | undefined;
} {
  let previous = buckets[0]?.count ?? 0;
  let forced: ForcedMonotonicity | undefined;
  const monotonic = buckets.map((bucket) => {
    const { count, upperBound } = bucket;
    const isNegligible = almostEqual(previous, count, negligibleShare);
    if (isNegligible || count < previous) {
      if (!isNegligible) forced = widened(forced, upperBound, previous - count);
      return { upperBound, count: previous };
    }
    previous = count;
    return bucket;
  });
  return { buckets: monotonic, forced };
}

function widened(
  forced: ForcedMonotonicity | undefined,
  upperBound: number,
  fall: number,
): ForcedMonotonicity {
  return {
    lowestBound: Math.min(forced?.lowestBound ?? Infinity, upperBound),
    highestBound: Math.max(forced?.highestBound ?? -Infinity, upperBound),
    greatestFall: Math.max(forced?.greatestFall ?? 0, fall),
  };
}

/** Whether two numbers differ by no more than a share of their sum, as Prometheus' `almost.Equal`. */
export function almostEqual(one: number, other: number, share: number): boolean {
  if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) && Number.isNaN(other);
  if (one === other) return true;
  const total = Math.abs(one) + Math.abs(other);
  const difference = Math.abs(one - other);
  if (one === 0 || other === 0 || total < leastNormal) return difference < share * leastNormal;
  return difference / Math.min(total, Number.MAX_VALUE) < share;
}
