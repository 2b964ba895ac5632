import { RecommenderError, requireNumber, requireWhole } from '../errors/index.ts';
import type { SparseMatrix } from '../interactions/index.ts';
import { type InversionOptions, invertGram, invertGramToWeights } from '../kernel/index.ts';
import type { ScoringModel } from '../ranking/index.ts';
import { createDenseEase } from './dense-ease.ts';
import { createKeptEase } from './kept-ease.ts';

export interface EaseOptions extends InversionOptions {
  /** The one hyperparameter: how strongly weights are held down; 200 by default. */
  readonly lambda?: number | undefined;
  /** Weights kept of each item, the largest; all of them by default. 300 keep 99 % of the quality. */
  readonly kept?: number | undefined;
  /** How many of the last columns are profile attributes and no items; none by default. */
  readonly attributeCount?: number | undefined;
  /** What a one in an attribute's column stands for; 1 by default. */
  readonly attributeScale?: number | undefined;
}

/** The regularization that fits most catalogues of a shop; `petstore advisor evaluate --tune` finds a better one. */
export const defaultLambda = 200;

/**
 * EASE^R (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): weights between items from the inverse P
 * of the regularized Gram matrix, B(i,j) = -P(i,j) / P(j,j) with a zero diagonal. A score is the sum of the weights
 * from the history's items, so its terms explain it. Rows of the matrix are users, columns items and then attributes.
 *
 * Takes 4 bytes for each pair of items while it fits, and afterwards too unless `kept` is given.
 * @example const model = await fitEase(toSparseMatrix(cells, size), { lambda: 200 });
 *          model.score({ items: [3, 17] }, scores);
 */
export async function fitEase(matrix: SparseMatrix, options: EaseOptions = {}): Promise<ScoringModel> {
  const { lambda = defaultLambda, kept, attributeCount = 0, attributeScale = 1, ...inversion } = options;
  requireNumber('lambda', lambda, { least: 1e-3 });
  requireNumber('The scale of attributes', attributeScale, { least: 0 });
  requireWhole('The number of attributes', attributeCount, { least: 0 });
  const { columnCount } = matrix;
  const itemCount = columnCount - attributeCount;
  if (itemCount < 1) throw new RecommenderError('data-too-small', 'EASE needs at least one item.');
  const columnScales = new Float32Array(columnCount).fill(1).fill(attributeScale, itemCount);
  const problem = { matrix, ridges: new Float32Array(columnCount).fill(lambda), columnScales };
  const shape = { itemCount, attributeScale };
  if (kept === undefined) return createDenseEase(await invertGram(problem, inversion), shape);
  return createKeptEase(await invertGramToWeights(problem, kept, inversion), shape);
}
