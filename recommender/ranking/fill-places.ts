/** An available article of a ranked item: a pet of a breed, or the product itself. */
export interface Candidate {
  readonly id: string;
  /** How well it suits the user, compared with the other candidates of its item. */
  readonly fit: number;
}

export interface FilledPlace {
  readonly item: number;
  readonly candidate: Candidate;
}

/**
 * Turns a ranked list of breeds and products into articles for sale: the best candidate of each item, then the second
 * of each while positions are left, and so on. Models rank breeds and products because every pet is sold only once.
 */
export function fillPlaces(
  rankedItems: readonly number[],
  candidatesOf: (item: number) => readonly Candidate[],
  count: number,
): readonly FilledPlace[] {
  const queues = rankedItems.map((item) => ({
    item,
    candidates: candidatesOf(item).toSorted(
      (one, other) => other.fit - one.fit || (one.id < other.id ? -1 : 1),
    ),
  }));
  const longest = Math.max(0, ...queues.map(({ candidates }) => candidates.length));
  const places: FilledPlace[] = [];
  for (let round = 0; round < longest; round += 1) {
    for (const { item, candidates } of queues) {
      const candidate = candidates[round];
      if (candidate !== undefined && places.length < count) places.push({ item, candidate });
    }
  }
  return places;
}
