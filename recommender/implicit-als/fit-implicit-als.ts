import { setImmediate } from 'node:timers/promises';
import { RecommenderError, requireNumber, requireWhole } from '../errors/index.ts';
import { rowOf, type SparseMatrix, transposeMatrix } from '../interactions/index.ts';
import { createSeededRandom, type SeededRandom } from '../random/index.ts';
import type { ScoringModel } from '../ranking/index.ts';
import { createFactorModel } from './factor-model.ts';
import { type FactorTable, gramOf, writeEquations } from './normal-equations.ts';
import { conjugateGradients, factorize, substitute } from './solve-symmetric.ts';

export interface ImplicitAlsOptions {
  /** Length of user and item vectors; 64 by default. */
  readonly factors?: number | undefined;
  /** Weight of unobserved interactions relative to observed ones; 1 by default. */
  readonly alpha0?: number | undefined;
  /** L2 regularization; 0.003 by default. */
  readonly lambda?: number | undefined;
  /** Exponent of the frequency scaling of the regularization: 1 as in a weighted loss, 0 for none; 1 by default. */
  readonly nu?: number | undefined;
  /** Passes over users and items; 8 by default. */
  readonly epochs?: number | undefined;
  /** Standard deviation of the initial vectors' length; 0.1 by default. */
  readonly deviation?: number | undefined;
  /**
   * Exact Cholesky solver, or the given number of conjugate-gradient steps from the previous epoch's vector; exact by
   * default.
   */
  readonly solver?: 'cholesky' | { readonly conjugateSteps: number } | undefined;
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the progress, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

const defaults = {
  factors: 64,
  alpha0: 1,
  lambda: 0.003,
  nu: 1,
  epochs: 8,
  deviation: 0.1,
  solver: 'cholesky',
  seed: 1,
} as const;

type Settings = {
  readonly [Name in keyof typeof defaults]: Exclude<ImplicitAlsOptions[Name], undefined>;
};

const rowsBetweenPauses = 256;

/**
 * Implicit ALS (Hu, Koren, Volinsky 2008) with the loss, frequency-scaled regularization and initialization of Rendle,
 * Krichene, Zhang, Koren ("Revisiting the Performance of iALS on Item Recommendation Benchmarks", 2021). For catalogues
 * that are too large for EASE^R. Users are folded in from their history when a score is needed, so users unknown to the
 * training set are served alike. Yields to the event loop every few hundred rows.
 */
export async function fitImplicitAls(
  matrix: SparseMatrix,
  options: ImplicitAlsOptions = {},
): Promise<ScoringModel> {
  const { signal, onProgress } = options;
  const settings = readSettings(options);
  if (matrix.columnCount < 1) throw new RecommenderError('data-too-small', 'iALS needs at least one item.');
  const random = createSeededRandom(settings.seed);
  const users = drawFactors(matrix.rowCount, settings, random);
  const items = drawFactors(matrix.columnCount, settings, random);
  const byItem = transposeMatrix(matrix);
  let solved = 0;
  const total = settings.epochs * (matrix.rowCount + matrix.columnCount);
  const pause = async (rows: number) => {
    signal?.throwIfAborted();
    solved += rows;
    onProgress?.(solved / total);
    await setImmediate();
  };
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    await solveRows(matrix, { solved: users, given: items }, { settings, pause });
    await solveRows(byItem, { solved: items, given: users }, { settings, pause });
  }
  return createFactorModel(items, settings);
}

async function solveRows(
  matrix: SparseMatrix,
  { solved, given }: { readonly solved: FactorTable; readonly given: FactorTable },
  { settings, pause }: { readonly settings: Settings; readonly pause: (rows: number) => Promise<void> },
): Promise<void> {
  const { factors: size, alpha0, solver } = settings;
  const gram = gramOf(given);
  const equations = { size, matrix: new Float64Array(size * size), right: new Float64Array(size) };
  for (let row = 0; row < matrix.rowCount; row += 1) {
    const rows = rowOf(matrix, row);
    const ridge = ridgeOf(rows.length, given.count, settings);
    writeEquations(equations, given, { rows, gram, gramShare: alpha0, ridge });
    const own = solved.values.subarray(row * size, (row + 1) * size);
    if (solver === 'cholesky') {
      factorize(equations);
      substitute(equations.matrix, equations.right);
      own.set(equations.right);
    } else conjugateGradients(equations, own, solver.conjugateSteps);
    if ((row + 1) % rowsBetweenPauses === 0) await pause(rowsBetweenPauses);
  }
  await pause(matrix.rowCount % rowsBetweenPauses);
}

/**
 * Regularization of a row; grows with its share of the loss: its interactions plus `alpha0` times the number of all
 * columns.
 */
export function ridgeOf(
  taken: number,
  count: number,
  { alpha0, lambda, nu }: Pick<Settings, 'alpha0' | 'lambda' | 'nu'>,
): number {
  return lambda * (taken + alpha0 * count) ** nu;
}

/** Normally distributed vectors whose expected length is the deviation, whatever the number of factors. */
export function drawFactors(
  count: number,
  { factors, deviation }: Pick<Settings, 'factors' | 'deviation'>,
  random: SeededRandom,
): FactorTable {
  const scale = deviation / Math.sqrt(factors);
  const values = Float64Array.from({ length: count * factors }, () => scale * random.normal());
  return { size: factors, count, values };
}

function readSettings(options: ImplicitAlsOptions): Settings {
  const {
    factors = defaults.factors,
    alpha0 = defaults.alpha0,
    lambda = defaults.lambda,
    nu = defaults.nu,
    epochs = defaults.epochs,
    deviation = defaults.deviation,
    solver = defaults.solver,
    seed = defaults.seed,
  } = options;
  requireWhole('The number of factors', factors, { least: 1, most: 4_096 });
  requireWhole('The number of epochs', epochs, { least: 1, most: 10_000 });
  requireNumber('alpha0', alpha0, { least: 0 });
  requireNumber('lambda', lambda, { least: 1e-12 });
  requireNumber('nu', nu, { least: 0, most: 4 });
  requireNumber('The deviation', deviation, { least: 1e-12 });
  if (solver !== 'cholesky')
    requireWhole('The number of conjugate steps', solver.conjugateSteps, { least: 1 });
  return { factors, alpha0, lambda, nu, epochs, deviation, solver, seed };
}
