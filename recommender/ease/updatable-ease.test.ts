import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SparseMatrix, toSparseMatrix } from '../interactions/index.ts';
import { createSeededRandom } from '../random/index.ts';
import { decideRefit } from './decide-refit.ts';
import { fitEase } from './fit-ease.ts';
import { type EaseEvent, fitUpdatableEase } from './updatable-ease.ts';

const columnCount = 24;
const options = { lambda: 4, attributeCount: 3, attributeScale: 0.6 };
const itemCount = columnCount - options.attributeCount;

function drawMatrix(): SparseMatrix {
  const random = createSeededRandom(8);
  const rows = Array.from({ length: 260 }, () => random.below(40));
  const columns = rows.map(() => Math.floor(columnCount * random.next() ** 2));
  return toSparseMatrix({ rows, columns }, { rowCount: 40, columnCount });
}

/** The histories with some events in them, as a matrix of their own. */
function withEvents(matrix: SparseMatrix, events: readonly EaseEvent[]): SparseMatrix {
  const cells = new Set<string>();
  for (let row = 0; row < matrix.rowCount; row += 1) {
    for (let at = matrix.rowStarts[row] ?? 0; at < (matrix.rowStarts[row + 1] ?? 0); at += 1) {
      cells.add(`${row},${matrix.columns[at]}`);
    }
  }
  for (const { user, column, kind } of events) {
    if (kind === 'added') cells.add(`${user},${column}`);
    else cells.delete(`${user},${column}`);
  }
  const parsed = [...cells].map((cell) => cell.split(',').map(Number));
  return toSparseMatrix(
    { rows: parsed.map(([row = 0]) => row), columns: parsed.map(([, column = 0]) => column) },
    { rowCount: 60, columnCount },
  );
}

function scoresOf(model: { score(taste: object, scores: Float64Array): void }, taste: object): Float64Array {
  const scores = new Float64Array(itemCount);
  model.score(taste, scores);
  return scores;
}

const event = fc.record({
  user: fc.nat(59),
  column: fc.nat(columnCount - 1),
  kind: fc.constantFrom('added', 'removed'),
}) as fc.Arbitrary<EaseEvent>;

describe('EASE that learns from events', () => {
  const matrix = drawMatrix();
  const taste = { items: [0, 4, 9], weights: [1, 2, 0.5], attributes: [1] };

  it('is after any events what a full fit to all of them is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
        const model = await fitUpdatableEase(matrix, options);
        for (const each of events) model.apply(each);
        const fitted = await fitEase(withEvents(matrix, events), options);
        const [found, exact] = [scoresOf(model, taste), scoresOf(fitted, taste)];
        exact.forEach((score, item) => {
          expect(Math.abs(score - (found[item] ?? Number.NaN))).toBeLessThan(2e-5);
        });
        expect(model.measureDrift({ columns: 5, seed: 1 })).toBeLessThan(1e-4);
      }),
      { numRuns: 25 },
    );
  });

  it('explains its scores by terms whose sum they are, events and all', async () => {
    const model = await fitUpdatableEase(matrix, options);
    for (const column of [1, 5, 9, 22]) model.apply({ user: 50, column, kind: 'added' });
    scoresOf(model, taste).forEach((score, item) => {
      const sum = model.attribute(taste, item).reduce((total, { amount }) => total + amount, 0);
      expect(sum).toBeCloseTo(score, 10);
    });
  });

  it('changes nothing for what is known, was never there, or is of no column', async () => {
    const model = await fitUpdatableEase(matrix, options);
    expect(model.apply({ user: 70, column: 3, kind: 'added' })).toBe(true);
    expect(model.apply({ user: 70, column: 3, kind: 'added' })).toBe(false);
    expect(model.apply({ user: 70, column: 4, kind: 'removed' })).toBe(false);
    for (const column of [-1, columnCount, 0.5, Number.NaN]) {
      expect(model.apply({ user: 1, column, kind: 'added' })).toBe(false);
    }
    expect(model.pending).toBe(1);
  });

  it('fits anew while events go on, and forgets none of them', async () => {
    const model = await fitUpdatableEase(matrix, options);
    const events: EaseEvent[] = [2, 7, 11, 21].map((column) => ({ user: 55, column, kind: 'added' }));
    model.apply(events[0] as EaseEvent);
    const refitting = model.refit();
    for (const each of events.slice(1)) model.apply(each);
    await refitting;
    expect(model.pending).toBe(3);
    const exact = scoresOf(await fitEase(withEvents(matrix, events), options), taste);
    scoresOf(model, taste).forEach((score, item) => {
      expect(score).toBeCloseTo(exact[item] ?? Number.NaN, 5);
    });
  });
});

describe('a full fit', () => {
  it.each([
    ['when too many events are pending', { pending: 128, drift: 0 }, true, /128 events/],
    ['when the matrix has drifted', { pending: 1, drift: 0.01 }, true, /drifted by 0.01/],
    ['when the drift is no number', { pending: 1, drift: Number.NaN }, true, /NaN/],
    ['never before', { pending: 127, drift: 1e-5 }, false, /127 of 128/],
  ])('is due %s', (_title, state, isDue, reason) => {
    expect(decideRefit(state)).toEqual({ isDue, reason: expect.stringMatching(reason) });
  });
});
