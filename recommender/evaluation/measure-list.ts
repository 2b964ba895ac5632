/** How good one list was for one user. */
export interface ListQuality {
  readonly ndcg: number;
  /** Hits over all that was relevant. */
  readonly recall: number;
  /** Hits over as many as could be hit: the smaller of `k` and what was relevant. */
  readonly recallAtMost: number;
  /** 1 when anything was hit. */
  readonly hit: number;
}

/** Binary relevance, gain 1 / log2(rank + 1); ideal is a list that begins with everything relevant. `relevant` has at least one. */
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
