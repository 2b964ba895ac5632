/** One that can be had of an item: of a breed a pet, of a product itself. */
export interface Candidate {
  readonly id: string;
  /** How well it suits whoever asks, among those of its item. */
  readonly fit: number;
}

export interface FilledPlace {
  readonly item: number;
  readonly candidate: Candidate;
}

/**
 * What is shown for a ranked list of breeds and products: of each the available candidate that suits best, and where places are
 * left the second of each, and so on. Models know breeds and products alone, since every pet is sold once.
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
