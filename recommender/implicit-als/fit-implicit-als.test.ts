import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowOf, type SparseMatrix, toSparseMatrix, transposeMatrix } from '../interactions/index.ts';
import { createSeededRandom } from '../random/index.ts';
import { drawFactors, fitImplicitAls, type ImplicitAlsOptions } from './fit-implicit-als.ts';

const rowCount = 25;
const columnCount = 15;
const settings = {
  factors: 4,
  alpha0: 0.3,
  lambda: 0.02,
  nu: 0.7,
  epochs: 3,
  deviation: 0.1,
  seed: 11,
} as const;

function drawMatrix(): SparseMatrix {
  const random = createSeededRandom(5);
  const rows = Array.from({ length: 120 }, () => random.below(rowCount));
  const columns = rows.map(() => Math.floor(columnCount * random.next() ** 2));
  return toSparseMatrix({ rows, columns }, { rowCount, columnCount });
}

type Vectors = number[][];

/**
 * The minimum over one vector of the loss as the paper writes it: every pair has its term, and nothing is taken out of
 * the sum.
 */
function solveByTheBook(taken: ReadonlySet<number>, others: Vectors): number[] {
  const { factors, alpha0, lambda, nu } = settings;
  const ridge = lambda * (taken.size + alpha0 * others.length) ** nu;
  const matrix: number[][] = Array.from({ length: factors }, (_, row) =>
    Array.from({ length: factors + 1 }, (__, column) => (row === column ? ridge : 0)),
  );
  others.forEach((other, index) => {
    const weight = alpha0 + (taken.has(index) ? 1 : 0);
    matrix.forEach((row, at) => {
      other.forEach((value, column) => {
        row[column] = (row[column] ?? 0) + weight * (other[at] ?? 0) * value;
      });
      row[factors] = (row[factors] ?? 0) + (taken.has(index) ? (other[at] ?? 0) : 0);
    });
  });
  return eliminate(matrix);
}

function eliminate(matrix: number[][]): number[] {
  const size = matrix.length;
  matrix.forEach((pivotRow, pivot) => {
    const divisor = pivotRow[pivot] ?? 0;
    pivotRow.forEach((value, column) => {
      pivotRow[column] = value / divisor;
    });
    matrix.forEach((row, at) => {
      const factor = row[pivot] ?? 0;
      if (at === pivot) return;
      row.forEach((value, column) => {
        row[column] = value - factor * (pivotRow[column] ?? 0);
      });
    });
  });
  return matrix.map((row) => row[size] ?? 0);
}

function trainByTheBook(matrix: SparseMatrix): Vectors {
  const random = createSeededRandom(settings.seed);
  let users = toVectors(drawFactors(rowCount, settings, random).values);
  let items = toVectors(drawFactors(columnCount, settings, random).values);
  const byItem = transposeMatrix(matrix);
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    users = users.map((_, user) => solveByTheBook(new Set(rowOf(matrix, user)), items));
    items = items.map((_, item) => solveByTheBook(new Set(rowOf(byItem, item)), users));
  }
  return items;
}

function toVectors(values: Float64Array): Vectors {
  const vectors: Vectors = [];
  for (let at = 0; at < values.length; at += settings.factors) {
    vectors.push([...values.subarray(at, at + settings.factors)]);
  }
  return vectors;
}

describe('implicit ALS', () => {
  it('comes to the scores of a training by the book', async () => {
    const matrix = drawMatrix();
    const model = await fitImplicitAls(matrix, settings);
    const items = trainByTheBook(matrix);
    const history = [0, 1, 6];
    const user = solveByTheBook(new Set(history), items);
    const scores = new Float64Array(columnCount);
    model.score({ items: history }, scores);
    items.forEach((vector, item) => {
      expect(scores[item]).toBeCloseTo(
        vector.reduce((sum, value, at) => sum + value * (user[at] ?? 0), 0),
        9,
      );
    });
  });

  it('comes to the same by conjugate gradients with as many steps as factors', async () => {
    const matrix = drawMatrix();
    const taste = { items: [2, 3] };
    const scoresOf = async (solver: ImplicitAlsOptions['solver']) => {
      const scores = new Float64Array(columnCount);
      (await fitImplicitAls(matrix, { ...settings, solver })).score(taste, scores);
      return scores;
    };
    const exact = await scoresOf('cholesky');
    const found = await scoresOf({ conjugateSteps: 8 });
    exact.forEach((score, item) => {
      expect(found[item]).toBeCloseTo(score, 6);
    });
  });

  it('explains every score by terms whose sum it is', async () => {
    const model = await fitImplicitAls(drawMatrix(), settings);
    const taste = fc.record({
      items: fc.uniqueArray(fc.integer({ min: 0, max: columnCount - 1 }), { maxLength: 10 }),
      weight: fc.double({ min: 0.01, max: 3, noNaN: true }),
    });
    const scores = new Float64Array(columnCount);
    fc.assert(
      fc.property(taste, ({ items, weight }) => {
        const told = { items, weights: items.map(() => weight) };
        model.score(told, scores);
        scores.forEach((score, item) => {
          const sum = model.attribute(told, item).reduce((total, { amount }) => total + amount, 0);
          expect(sum).toBeCloseTo(score, 10);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('tells how far it is, and ends when it is told to', async () => {
    const shares: number[] = [];
    await fitImplicitAls(drawMatrix(), { ...settings, onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBeCloseTo(1, 12);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(fitImplicitAls(drawMatrix(), { ...settings, signal })).rejects.toThrow('enough');
  });

  it('serves one user and one item', async () => {
    const matrix = toSparseMatrix({ rows: [0], columns: [0] }, { rowCount: 1, columnCount: 1 });
    const scores = new Float64Array(1);
    (await fitImplicitAls(matrix)).score({ items: [0, 5, -1] }, scores);
    expect(Number.isFinite(scores[0])).toBe(true);
  });

  it.each([
    [{ factors: 0 }, /factors/],
    [{ epochs: 1.5 }, /epochs/],
    [{ lambda: 0 }, /lambda/],
    [{ alpha0: Number.NaN }, /alpha0/],
    [{ solver: { conjugateSteps: 0 } }, /conjugate/],
  ])('refuses %j', async (options, message) => {
    await expect(fitImplicitAls(drawMatrix(), options)).rejects.toThrow(message);
  });
});
