/** Quality of one recommendation list for one user. */
export interface ListQuality {
  readonly ndcg: number;
  /** Hits divided by the number of relevant items. */
  readonly recall: number;
  /** Hits divided by the smaller of `k` and the number of relevant items. */
  readonly recallAtMost: number;
  /** 1 if there is at least one hit, otherwise 0. */
  readonly hit: number;
}

/**
 * Binary relevance with gain 1 / log2(rank + 1); the ideal list starts with all relevant items. `relevant` must not be
 * empty.
 */
export function measureList(list: readonly number[], relevant: ReadonlySet<number>, k: number): ListQuality {
  let gain = 0;
  let hits = 0;
  list.slice(0, k).forEach((item, rank) => {
    if (!relevant.has(item)) return;
    gain += 1 / Math.log2(rank + 2);
    hits += 1;
  });
  const possible = Math.min(k, relevant.size);
  let ideal = 0;
  for (let rank = 0; rank < possible; rank += 1) ideal += 1 / Math.log2(rank + 2);
  return {
    ndcg: gain / ideal,
    recall: hits / relevant.size,
    recallAtMost: hits / possible,
    hit: hits > 0 ? 1 : 0,
  };
}
