import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SparseMatrix, toSparseMatrix } from '../interactions/index.ts';
import { invertInDouble } from '../kernel/index.ts';
import { createSeededRandom } from '../random/index.ts';
import { fitEase } from './fit-ease.ts';

const rowCount = 90;
const columnCount = 40;

function drawMatrix(seed: number): SparseMatrix {
  const random = createSeededRandom(seed);
  const cells = Array.from({ length: 500 }, () => [
    random.below(rowCount),
    Math.floor(columnCount * random.next() ** 2),
  ]);
  return toSparseMatrix(
    { rows: cells.map(([row = 0]) => row), columns: cells.map(([, column = 0]) => column) },
    { rowCount, columnCount },
  );
}

/** B by the textbook, in double precision. */
function bruteForceWeights(matrix: SparseMatrix, lambda: number): (from: number, to: number) => number {
  const size = matrix.columnCount;
  const inverse = invertInDouble({ matrix, ridges: new Float32Array(size).fill(lambda) });
  return (from, to) =>
    from === to ? 0 : -(inverse[from * size + to] ?? 0) / (inverse[to * (size + 1)] ?? 1);
}

describe('EASE', () => {
  it('scores as a brute-force inverse does', async () => {
    const matrix = drawMatrix(1);
    const model = await fitEase(matrix, { lambda: 5 });
    const weight = bruteForceWeights(matrix, 5);
    const history = [0, 3, 17];
    const scores = new Float64Array(columnCount);
    model.score({ items: history }, scores);
    scores.forEach((score, item) => {
      expect(score).toBeCloseTo(
        history.reduce((sum, from) => sum + weight(from, item), 0),
        5,
      );
    });
  });

  it('scores the same with all weights kept as with the whole inverse', async () => {
    const matrix = drawMatrix(2);
    const [whole, kept] = await Promise.all([fitEase(matrix), fitEase(matrix, { kept: columnCount })]);
    const taste = { items: [1, 2, 30], weights: [1, 0.5, 2] };
    const [one, other] = [new Float64Array(columnCount), new Float64Array(columnCount)];
    whole.score(taste, one);
    kept.score(taste, other);
    one.forEach((score, item) => {
      expect(other[item]).toBeCloseTo(score, 6);
    });
  });

  it.each([
    ['the whole inverse', undefined],
    ['the largest weights', 9],
  ])('explains every score of %s by terms whose sum it is', async (_title, kept) => {
    const attributeCount = 4;
    const itemCount = columnCount - attributeCount;
    const model = await fitEase(drawMatrix(3), { kept, attributeCount, attributeScale: 0.7, lambda: 3 });
    const taste = fc.record({
      items: fc.uniqueArray(fc.integer({ min: 0, max: itemCount - 1 }), { maxLength: 20 }),
      attributes: fc.uniqueArray(fc.integer({ min: 0, max: attributeCount - 1 })),
      weight: fc.double({ min: 0.01, max: 3, noNaN: true }),
    });
    const scores = new Float64Array(itemCount);
    fc.assert(
      fc.property(taste, ({ items, attributes, weight }) => {
        const told = { items, attributes, weights: items.map(() => weight) };
        model.score(told, scores);
        for (let item = 0; item < itemCount; item += 1) {
          const terms = model.attribute(told, item);
          const sum = terms.reduce((total, { amount }) => total + amount, 0);
          const scale = terms.reduce((total, { amount }) => total + Math.abs(amount), 1e-6);
          expect(Math.abs(sum - (scores[item] ?? Number.NaN)) / scale).toBeLessThan(1e-6);
          expect(terms.every(({ source, index }) => source !== 'item' || index !== item)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('lets a profile alone decide for whoever has no history', async () => {
    // Users 0 to 9 have attribute 0 and take item 0, the others attribute 1 and item 1.
    const rows = Array.from({ length: 40 }, (_, cell) => cell >> 1);
    const columns = rows.map((user, cell) => (cell % 2) * 2 + (user < 10 ? 0 : 1));
    const matrix = toSparseMatrix({ rows, columns }, { rowCount: 20, columnCount: 4 });
    const model = await fitEase(matrix, { attributeCount: 2, lambda: 1 });
    const scores = new Float64Array(2);
    model.score({ items: [], attributes: [1] }, scores);
    expect(scores[1]).toBeGreaterThan(scores[0] ?? Number.NaN);
    expect(model.attribute({ items: [], attributes: [1] }, 1)[0]).toMatchObject({
      source: 'attribute',
      index: 1,
    });
  });

  it('passes over what it does not know of a taste', async () => {
    const model = await fitEase(drawMatrix(4));
    const [known, withUnknown] = [new Float64Array(columnCount), new Float64Array(columnCount)];
    model.score({ items: [5] }, known);
    model.score({ items: [5, columnCount, -1, Number.NaN], attributes: [0] }, withUnknown);
    expect(withUnknown).toEqual(known);
  });

  it('says nothing of itself: one item, one user', async () => {
    const model = await fitEase(toSparseMatrix({ rows: [0], columns: [0] }, { rowCount: 1, columnCount: 1 }));
    const scores = new Float64Array(1);
    model.score({ items: [0] }, scores);
    expect(scores[0]).toBeCloseTo(0, 12);
    expect(model.attribute({ items: [0] }, 0)).toEqual([]);
    expect(() => model.attribute({ items: [0] }, 1)).toThrow(RangeError);
  });

  it('takes a history of ten thousand items', async () => {
    const columns = Array.from({ length: 10_000 }, (_, cell) => cell % columnCount);
    const matrix = toSparseMatrix({ rows: columns.map(() => 0), columns }, { rowCount: 1, columnCount });
    expect(matrix.columns).toHaveLength(columnCount);
    const model = await fitEase(matrix);
    const scores = new Float64Array(columnCount);
    model.score({ items: columns }, scores);
    expect(scores.every(Number.isFinite)).toBe(true);
  });

  it.each([
    [{ lambda: 0 }, /lambda/],
    [{ lambda: Number.NaN }, /lambda/],
    [{ kept: 0 }, /kept/],
    [{ attributeCount: columnCount }, /at least one item/],
    [{ threads: 1.5 }, /threads/],
  ])('refuses %j', async (options, message) => {
    await expect(fitEase(drawMatrix(5), options)).rejects.toThrow(message);
  });
});
