export interface SelectOptions {
  readonly count: number;
  /** Excludes items from the selection, such as owned or unavailable ones. */
  readonly isExcluded?: ((item: number) => boolean) | undefined;
}

/**
 * Items with the highest scores, best first; ties go to the smaller index, and non-finite scores are never selected.
 */
export function selectTop(scores: ArrayLike<number>, { count, isExcluded }: SelectOptions): number[] {
  const heap: number[] = [];
  // The heap's root is the worst selected item, so most items cost one comparison.
  for (let item = 0; item < scores.length; item += 1) {
    const score = scores[item] ?? Number.NaN;
    const root = heap[0];
    if (heap.length >= count && root !== undefined && !(score > (scores[root] ?? 0))) continue;
    if (!Number.isFinite(score) || count < 1 || isExcluded?.(item) === true) continue;
    if (heap.length < count) siftUp(heap, item, scores);
    else siftDown(heap, item, scores);
  }
  return heap.sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other);
}

/** Whether one item ranks below another. */
function isWorse(one: number, other: number, scores: ArrayLike<number>): boolean {
  const difference = (scores[one] ?? 0) - (scores[other] ?? 0);
  return difference < 0 || (difference === 0 && one > other);
}

function siftUp(heap: number[], item: number, scores: ArrayLike<number>): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above] ?? 0;
    if (!isWorse(item, parent, scores)) break;
    heap[at] = parent;
    heap[above] = item;
    at = above;
  }
}

function siftDown(heap: number[], item: number, scores: ArrayLike<number>): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const leftItem = heap[left];
    if (leftItem === undefined) break;
    const rightItem = heap[left + 1];
    const isRight = rightItem !== undefined && isWorse(rightItem, leftItem, scores);
    const child = isRight ? rightItem : leftItem;
    if (!isWorse(child, item, scores)) break;
    heap[at] = child;
    at = isRight ? left + 1 : left;
  }
  heap[at] = item;
}
