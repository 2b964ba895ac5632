import type { KeptWeights } from '../kernel/index.ts';
import {
  type Attribution,
  requireItem,
  type ScoringModel,
  sortAttributions,
  type Taste,
} from '../ranking/index.ts';
import { type ModelShape, toTerms } from './taste-terms.ts';

/** EASE model over only the largest weights of each item: 8 bytes per weight. */
export function createKeptEase(
  { size, kept, columns, weights }: KeptWeights,
  { itemCount, attributeScale }: ModelShape,
): ScoringModel {
  const shape = { itemCount, attributeScale, size };
  const weightOf = (from: number, to: number) => {
    const at = indexOf(columns, to, { from: from * kept, to: (from + 1) * kept });
    return at < 0 ? 0 : (weights[at] ?? 0);
  };
  return {
    name: 'ease',
    itemCount,
    score(taste: Taste, scores: Float64Array) {
      scores.fill(0);
      for (const { column, factor } of toTerms(taste, shape)) {
        const end = (column + 1) * kept;
        for (let at = column * kept; at < end; at += 1) {
          const item = columns[at] ?? 0;
          // Columns ascend, so the rest are attributes, which are never recommended.
          if (item >= itemCount) break;
          scores[item] = (scores[item] ?? 0) + factor * (weights[at] ?? 0);
        }
      }
    },
    attribute(taste: Taste, item: number): readonly Attribution[] {
      requireItem(item, itemCount);
      return sortAttributions(
        toTerms(taste, shape).map(({ source, index, column, factor }) => ({
          source,
          index,
          amount: factor * weightOf(column, item),
        })),
      );
    },
  };
}

/** Index of a number within an ascending part of a list, or -1. */
function indexOf(
  sorted: Uint32Array,
  wanted: number,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  let low = from;
  let high = to - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = sorted[middle] ?? 0;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
