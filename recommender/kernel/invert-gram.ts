import { availableParallelism } from 'node:os';
import { RecommenderError, requireWhole } from '../errors/index.ts';
import { type SparseMatrix, transposeMatrix } from '../interactions/index.ts';
import {
  failureWord,
  type MemoryPlan,
  type ProblemSize,
  planMemory,
  tileOffsetsOf,
  writeParameters,
} from './plan-memory.ts';
import { runThreads } from './run-threads.ts';

/** Input of P = (S X'W X S + diag(ridges))^-1. */
export interface GramProblem {
  readonly matrix: SparseMatrix;
  /** Regularization of each column, added to the diagonal; positive. */
  readonly ridges: Float32Array;
  /** Diagonal of S, one value per column; 1 by default. */
  readonly columnScales?: Float32Array | undefined;
  /** Diagonal of W, one value per row; 1 by default. */
  readonly rowWeights?: Float32Array | undefined;
}

export interface InversionOptions {
  /** Number of worker threads; by default none below 200 columns, otherwise one per core. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the progress, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

export interface Inverse {
  readonly size: number;
  readonly diagonal: Float32Array;
  /** Entries by rows. */
  readonly entries: Float32Array;
}

/** For each row `i`, the weights `-P(i,j) / P(j,j)` of largest magnitude, by ascending column. */
export interface KeptWeights {
  readonly size: number;
  readonly kept: number;
  readonly columns: Uint32Array;
  readonly weights: Float32Array;
}

const quickestWithoutThreads = 200;
const mostThreads = 64;

/** The whole inverse in single precision, 4 bytes per entry. Throws `not-positive-definite` or `too-large`. */
export async function invertGram(problem: GramProblem, options: InversionOptions = {}): Promise<Inverse> {
  const { memory, plan } = await run(problem, 0, options);
  const size = problem.matrix.columnCount;
  return {
    size,
    diagonal: new Float32Array(memory.buffer, plan.addresses.diagonal, size).slice(),
    entries: new Float32Array(memory.buffer, plan.addresses.output, size * size).slice(),
  };
}

/** Only the largest weights, selected by the kernel: the whole inverse is never copied out. */
export async function invertGramToWeights(
  problem: GramProblem,
  kept: number,
  options: InversionOptions = {},
): Promise<KeptWeights> {
  requireWhole('The number of kept weights', kept, { least: 1 });
  const size = problem.matrix.columnCount;
  const most = Math.min(kept, size);
  const { memory, plan } = await run(problem, most, options);
  return {
    size,
    kept: most,
    columns: new Uint32Array(memory.buffer, plan.addresses.keptColumns, size * most).slice(),
    weights: new Float32Array(memory.buffer, plan.addresses.output, size * most).slice(),
  };
}

async function run(
  problem: GramProblem,
  kept: number,
  { threads: asked, signal, onProgress }: InversionOptions,
) {
  const { rowCount, columnCount, columns } = problem.matrix;
  if (columnCount === 0) throw new RecommenderError('data-too-small', 'There is no item to fit.');
  const threads = asked ?? (columnCount < quickestWithoutThreads ? 0 : availableParallelism());
  requireWhole('The number of threads', threads, { least: 0, most: mostThreads });
  const size: ProblemSize = {
    rows: rowCount,
    columns: columnCount,
    ones: columns.length,
    threads: Math.max(1, threads),
    kept,
  };
  const plan = planMemory(size);
  const memory = new WebAssembly.Memory({ initial: plan.pages, maximum: plan.pages, shared: true });
  writeProblem(memory, plan, problem);
  writeParameters(new Uint32Array(memory.buffer), size, plan);
  await runThreads(memory, { threads, signal, onProgress: (done) => onProgress?.(done / plan.tiles) });
  const failure = new Int32Array(memory.buffer)[failureWord] ?? 0;
  if (failure > 0) throw notPositive(failure - 1);
  return { memory, plan };
}

function writeProblem(memory: WebAssembly.Memory, { addresses }: MemoryPlan, problem: GramProblem): void {
  const { matrix, ridges, columnScales, rowWeights } = problem;
  const byColumn = transposeMatrix(matrix);
  const { buffer } = memory;
  const writeWhole = (at: number, numbers: Uint32Array) =>
    new Uint32Array(buffer, at, numbers.length).set(numbers);
  const writeReal = (at: number, length: number, numbers: Float32Array | undefined) => {
    const view = new Float32Array(buffer, at, length);
    if (numbers === undefined) view.fill(1);
    else view.set(numbers);
  };
  writeWhole(addresses.rowStarts, matrix.rowStarts);
  writeWhole(addresses.rowColumns, matrix.columns);
  writeWhole(addresses.columnStarts, byColumn.rowStarts);
  writeWhole(addresses.columnRows, byColumn.columns);
  writeWhole(addresses.tileOffsets, tileOffsetsOf(matrix.columnCount));
  writeReal(addresses.rowWeights, matrix.rowCount, rowWeights);
  writeReal(addresses.columnScales, matrix.columnCount, columnScales);
  writeReal(addresses.ridges, matrix.columnCount, ridges);
}

function notPositive(column: number): RecommenderError {
  return new RecommenderError(
    'not-positive-definite',
    `The matrix is not positive definite at column ${column}: the regularization is too small for single precision.`,
  );
}
