import type { Inverse } from '../kernel/index.ts';
import {
  type Attribution,
  requireItem,
  type ScoringModel,
  sortAttributions,
  type Taste,
} from '../ranking/index.ts';
import { type ModelShape, toTerms } from './taste-terms.ts';

/** EASE model over the whole inverse P: the weight of item `i` for item `j` is `-P(i,j) / P(j,j)`. */
export function createDenseEase(
  { size, diagonal, entries }: Inverse,
  { itemCount, attributeScale }: ModelShape,
): ScoringModel {
  const weight = (from: number, to: number) =>
    from === to ? 0 : -(entries[from * size + to] ?? 0) / (diagonal[to] ?? 1);
  return {
    name: 'ease',
    itemCount,
    score(taste: Taste, scores: Float64Array) {
      scores.fill(0);
      const terms = toTerms(taste, { itemCount, attributeScale, size });
      for (const { column, factor } of terms) {
        const row = entries.subarray(column * size, column * size + itemCount);
        for (let item = 0; item < row.length; item += 1) {
          scores[item] = (scores[item] ?? 0) - factor * (row[item] ?? 0);
        }
        // The diagonal is zero: an item does not predict itself.
        if (column < itemCount) scores[column] = (scores[column] ?? 0) + factor * (row[column] ?? 0);
      }
      for (let item = 0; item < itemCount; item += 1) {
        scores[item] = (scores[item] ?? 0) / (diagonal[item] ?? 1);
      }
    },
    attribute(taste: Taste, item: number): readonly Attribution[] {
      requireItem(item, itemCount);
      const terms = toTerms(taste, { itemCount, attributeScale, size });
      return sortAttributions(
        terms.map(({ source, index, column, factor }) => ({
          source,
          index,
          amount: factor * weight(column, item),
        })),
      );
    },
  };
}
