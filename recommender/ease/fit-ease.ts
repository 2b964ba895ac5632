import { RecommenderError, requireNumber, requireWhole } from '../errors/index.ts';
import type { SparseMatrix } from '../interactions/index.ts';
import { type InversionOptions, invertGram, invertGramToWeights } from '../kernel/index.ts';
import type { ScoringModel } from '../ranking/index.ts';
import { createDenseEase } from './dense-ease.ts';
import { createKeptEase } from './kept-ease.ts';

export interface EaseOptions extends InversionOptions {
  /** L2 regularization, the only hyperparameter; 200 by default. */
  readonly lambda?: number | undefined;
  /** Number of weights to keep per item, largest first; all by default. 300 keep 99 % of the quality. */
  readonly kept?: number | undefined;
  /** Number of trailing columns that are profile attributes instead of items; 0 by default. */
  readonly attributeCount?: number | undefined;
  /** Value of a set attribute in its column; 1 by default. */
  readonly attributeScale?: number | undefined;
}

/** Default regularization for shop catalogues; `petstore advisor evaluate --tune` finds a better one for given data. */
export const defaultLambda = 200;

/**
 * EASE^R (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): item-item weights from the inverse P of
 * the regularized Gram matrix, B(i,j) = -P(i,j) / P(j,j) with a zero diagonal. A score is the sum of the weights from
 * the items of the history, so its terms explain it. Rows of the matrix are users; columns are items followed by
 * attributes.
 *
 * Needs 4 bytes per pair of items while fitting, and afterwards too unless `kept` is given.
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
