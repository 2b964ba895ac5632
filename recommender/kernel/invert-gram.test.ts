import { describe, expect, it } from 'vitest';
import { type SparseMatrix, toSparseMatrix } from '../interactions/index.ts';
import { createSeededRandom } from '../random/index.ts';
import { type GramProblem, invertGram, invertGramToWeights, invertInDouble } from './index.ts';
import { tileSide } from './plan-memory.ts';

/** Some users are busier than others and some items more popular, as in a shop. */
function drawMatrix(columnCount: number, rowCount = 3 * columnCount): SparseMatrix {
  const random = createSeededRandom(columnCount);
  const rows: number[] = [];
  const columns: number[] = [];
  for (let row = 0; row < rowCount; row += 1) {
    for (let taken = random.below(12); taken >= 0; taken -= 1) {
      rows.push(row);
      columns.push(Math.floor(columnCount * random.next() ** 2));
    }
  }
  return toSparseMatrix({ rows, columns }, { rowCount, columnCount });
}

function drawProblem(columnCount: number): GramProblem {
  const matrix = drawMatrix(columnCount);
  const random = createSeededRandom(7);
  const draw = (length: number) => Float32Array.from({ length }, () => 0.5 + random.next());
  return {
    matrix,
    ridges: draw(columnCount).map((ridge) => 20 * ridge),
    columnScales: draw(columnCount),
    rowWeights: draw(matrix.rowCount),
  };
}

/** Largest difference, relative to the largest entry. */
function worstDifference(found: ArrayLike<number>, exact: Float64Array): number {
  const scale = exact.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
  return exact.reduce((worst, entry, at) => Math.max(worst, Math.abs(entry - (found[at] ?? 0)) / scale), 0);
}

describe('the kernel in single precision', () => {
  it.each([1, 2, tileSide - 1, tileSide, tileSide + 1, 3 * tileSide + 5])(
    'inverts a matrix of %i columns like the oracle in double precision',
    async (size) => {
      const problem = drawProblem(size);
      const { entries, diagonal } = await invertGram(problem);
      const exact = invertInDouble(problem);
      expect(worstDifference(entries, exact)).toBeLessThan(2e-6);
      expect(diagonal).toEqual(Float32Array.from({ length: size }, (_, at) => entries[at * (size + 1)] ?? 0));
    },
  );

  it.each([1, 2, 3])('gives the same bits with %i threads as in the calling one', async (threads) => {
    const problem = drawProblem(2 * tileSide + 1);
    const here = await invertGram(problem, { threads: 0 });
    const there = await invertGram(problem, { threads });
    expect(there.entries).toEqual(here.entries);
  });

  it('keeps the weights of largest magnitude of each row, by ascending column', async () => {
    const problem = drawProblem(60);
    const kept = 7;
    const exact = invertInDouble(problem);
    const found = await invertGramToWeights(problem, kept);
    for (let row = 0; row < 60; row += 1) {
      const weights = Array.from({ length: 60 }, (_, column) =>
        row === column ? 0 : -(exact[row * 60 + column] ?? 0) / (exact[column * 61] ?? 1),
      );
      const largest = [...weights.keys()]
        .sort((one, other) => Math.abs(weights[other] ?? 0) - Math.abs(weights[one] ?? 0))
        .slice(0, kept)
        .sort((one, other) => one - other);
      expect([...found.columns.slice(row * kept, (row + 1) * kept)]).toEqual(largest);
      largest.forEach((column, at) => {
        expect(found.weights[row * kept + at]).toBeCloseTo(weights[column] ?? 0, 5);
      });
    }
  });

  it('keeps every weight where fewer exist than are wanted', async () => {
    const found = await invertGramToWeights(drawProblem(3), 300);
    expect([found.kept, ...found.columns.slice(0, 3)]).toEqual([3, 0, 1, 2]);
  });

  it('keeps a whole row of equal weights apart from what does not fit', async () => {
    const matrix = toSparseMatrix({ rows: [], columns: [] }, { rowCount: 1, columnCount: 5 });
    const found = await invertGramToWeights({ matrix, ridges: new Float32Array(5).fill(2) }, 2);
    expect([...found.columns]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
  });

  it('refuses a matrix that is not positive definite, and says what to do', async () => {
    const matrix = toSparseMatrix({ rows: [0], columns: [0] }, { rowCount: 1, columnCount: 2 });
    await expect(invertGram({ matrix, ridges: new Float32Array(2) })).rejects.toMatchObject({
      code: 'not-positive-definite',
      message: expect.stringContaining('column 1'),
    });
  });

  it('refuses a matrix without columns and one that no memory holds', async () => {
    const empty = toSparseMatrix({ rows: [], columns: [] }, { rowCount: 0, columnCount: 0 });
    await expect(invertGram({ matrix: empty, ridges: new Float32Array(0) })).rejects.toMatchObject({
      code: 'data-too-small',
    });
    const huge = toSparseMatrix({ rows: [], columns: [] }, { rowCount: 1, columnCount: 60_000 });
    await expect(invertGram({ matrix: huge, ridges: new Float32Array(60_000) })).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/implicit ALS/),
    });
  });

  it('ends when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(invertGram(drawProblem(60), { threads: 1, signal })).rejects.toThrow('enough');
  });

  it('tells how far it is', async () => {
    const shares: number[] = [];
    await invertGram(drawProblem(100), { threads: 1, onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
  });
});
