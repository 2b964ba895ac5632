import type { BucketSide } from './bucket-layout.ts';

export function boundsMatch(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((bound, index) => bound === other[index]);
}

/** The boundaries that both have, ascending as they are. */
export function commonBounds(one: readonly number[], other: readonly number[]): number[] {
  const known = new Set(other);
  return one.filter((bound) => known.has(bound));
}

/**
 * The side laid out over other boundaries, which must be among its own: each bucket is added to the one that holds it.
 */
export function remapped(side: BucketSide, bounds: readonly number[], target: readonly number[]): BucketSide {
  const counts = new Array<number>(target.length + 1).fill(0);
  let to = 0;
  side.indexes.forEach((index, position) => {
    const bound = bounds[index] ?? Infinity;
    while (to < target.length && (target[to] ?? Infinity) < bound) to++;
    counts[to] = (counts[to] ?? 0) + (side.counts[position] ?? 0);
  });
  return { indexes: counts.map((_, index) => index), counts };
}
