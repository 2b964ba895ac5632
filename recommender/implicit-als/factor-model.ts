import {
  type Attribution,
  requireItem,
  type ScoringModel,
  sortAttributions,
  type Taste,
} from '../ranking/index.ts';
import { type FactorTable, gramOf, type NormalEquations, writeEquations } from './normal-equations.ts';
import { dot, factorize, substitute } from './solve-symmetric.ts';

export interface FoldIn {
  readonly alpha0: number;
  readonly lambda: number;
  readonly nu: number;
}

/**
 * Model over item vectors alone: a user's vector is solved from the history when a score is needed. A score is a sum
 * over the history, `y_j' A^-1 y_i` for each item i in it (Hu, Koren, Volinsky 2008, section 5); these terms are its
 * attributions.
 */
export function createFactorModel(items: FactorTable, foldIn: FoldIn): ScoringModel {
  const gram = gramOf(items);
  const { size, count, values } = items;
  const vectorOf = (item: number) => values.subarray(item * size, (item + 1) * size);
  const solve = (taste: Taste) => foldInTaste(taste, { items, gram, foldIn });
  return {
    name: 'ials',
    itemCount: count,
    score(taste, scores) {
      const { equations } = solve(taste);
      substitute(equations.matrix, equations.right);
      for (let item = 0; item < count; item += 1) scores[item] = dot(equations.right, vectorOf(item));
    },
    attribute(taste, item): readonly Attribution[] {
      requireItem(item, count);
      const { equations, rows, weights } = solve(taste);
      const towards = vectorOf(item).slice();
      substitute(equations.matrix, towards);
      return sortAttributions(
        rows.map((row, at) => ({
          source: 'item',
          index: row,
          amount: (weights[at] ?? 1) * dot(towards, vectorOf(row)),
        })),
      );
    },
  };
}

/** Normal equations of one user, with the matrix factorized. */
function foldInTaste(
  taste: Taste,
  {
    items,
    gram,
    foldIn,
  }: { readonly items: FactorTable; readonly gram: Float64Array; readonly foldIn: FoldIn },
) {
  const { size, count } = items;
  const rows: number[] = [];
  const weights: number[] = [];
  for (let at = 0; at < taste.items.length; at += 1) {
    const item = taste.items[at] ?? -1;
    if (!(item >= 0 && item < count)) continue;
    rows.push(item);
    weights.push(taste.weights?.[at] ?? 1);
  }
  const equations: NormalEquations = {
    size,
    matrix: new Float64Array(size * size),
    right: new Float64Array(size),
  };
  const ridge = foldIn.lambda * (rows.length + foldIn.alpha0 * count) ** foldIn.nu;
  writeEquations(equations, items, { rows, weights, gram, gramShare: foldIn.alpha0, ridge });
  factorize(equations);
  return { equations, rows, weights };
}
