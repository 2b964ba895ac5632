import { requireNumber, requireWhole } from '../errors/index.ts';
import { rowOf, type SparseMatrix, toSparseMatrix } from '../interactions/index.ts';
import { invertGram } from '../kernel/index.ts';
import { createSeededRandom } from '../random/index.ts';
import { requireItem, type ScoringModel, sortAttributions } from '../ranking/index.ts';
import { defaultLambda, type EaseOptions } from './fit-ease.ts';
import { toTerms } from './taste-terms.ts';
import { type Coefficient, createUpdatedInverse, type UpdatedInverse } from './updated-inverse.ts';

/** A user took or returned an item; rows are users, and a new user is any row number not yet in use. */
export interface EaseEvent {
  readonly user: number;
  /** Column of the item; for an attribute, the number of items plus the attribute's index. */
  readonly column: number;
  readonly kind: 'added' | 'removed';
}

export interface UpdatableEase extends ScoringModel {
  /** Number of events since the last full fit. */
  readonly pending: number;
  /**
   * Applies an event at once; returns false if it changes nothing (already known, or a column that the model lacks).
   */
  apply(event: EaseEvent): boolean;
  /** Distance from the true inverse: the largest absolute entry of `G P - I` over randomly drawn columns. */
  measureDrift(options: { readonly columns: number; readonly seed: number }): number;
  /** Runs a full fit in worker threads; events that arrive meanwhile are included in the result. */
  refit(): Promise<void>;
}

/**
 * EASE^R that learns from single events by an exact rank-two update of the inverse. Each update costs a little more
 * than the previous one and rounding errors add up, so a full fit is due from time to time (`decideRefit`). Needs 4
 * bytes per pair of columns.
 */
export async function fitUpdatableEase(
  matrix: SparseMatrix,
  options: Omit<EaseOptions, 'kept'> = {},
): Promise<UpdatableEase> {
  const { lambda = defaultLambda, attributeCount = 0, attributeScale = 1, ...inversion } = options;
  requireNumber('lambda', lambda, { least: 1e-3 });
  requireNumber('The scale of attributes', attributeScale, { least: 1e-6 });
  const size = matrix.columnCount;
  const itemCount = size - attributeCount;
  const scaleOf = (column: number) => (column < itemCount ? 1 : attributeScale);
  const columnScales = Float32Array.from({ length: size }, (_, column) => scaleOf(column));
  const fit = async (histories: SparseMatrix) =>
    createUpdatedInverse(
      await invertGram(
        { matrix: histories, ridges: new Float32Array(size).fill(lambda), columnScales },
        inversion,
      ),
    );
  const histories = new Map<number, Set<number>>();
  for (let row = 0; row < matrix.rowCount; row += 1) histories.set(row, new Set(rowOf(matrix, row)));
  let inverse = await fit(matrix);
  let journal: EaseEvent[] | undefined;
  const coefficientsOf = (columns: Iterable<number>): Coefficient[] =>
    [...columns].map((column) => ({ column, factor: scaleOf(column) }));
  const known = { histories, coefficientsOf };
  return {
    name: 'ease',
    itemCount,
    get pending() {
      return inverse.pending;
    },
    apply(event) {
      const { user, column, kind } = event;
      const isForeign = !(Number.isInteger(column) && column >= 0 && column < size);
      const isKnown = histories.get(user)?.has(column) === true;
      if (isForeign || isKnown === (kind === 'added')) return false;
      journal?.push(event);
      takeIn(inverse, event, known);
      return true;
    },
    measureDrift: (sample) => measureDrift(inverse, { ...known, lambda, ...sample }),
    async refit() {
      const before = new Map([...histories].map(([user, columns]) => [user, new Set(columns)]));
      const events: EaseEvent[] = [];
      journal = events;
      try {
        const fresh = await fit(toMatrix(before, size));
        for (const event of events) takeIn(fresh, event, { histories: before, coefficientsOf });
        inverse = fresh;
      } finally {
        journal = undefined;
      }
    },
    ...scoringBy(() => inverse, { itemCount, attributeScale, size }),
  };
}

function scoringBy(
  inverseNow: () => UpdatedInverse,
  shape: Parameters<typeof toTerms>[1],
): Pick<ScoringModel, 'score' | 'attribute'> {
  const { itemCount } = shape;
  return {
    score(taste, scores) {
      const inverse = inverseNow();
      const terms = toTerms(taste, shape);
      const sum = inverse.combineRows(terms);
      // The diagonal is zero: an item does not predict itself.
      for (const { column, factor } of terms) {
        sum[column] = (sum[column] ?? 0) - factor * (inverse.diagonal[column] ?? 0);
      }
      for (let item = 0; item < itemCount; item += 1) {
        scores[item] = -(sum[item] ?? 0) / (inverse.diagonal[item] ?? 1);
      }
    },
    attribute(taste, item) {
      requireItem(item, itemCount);
      const inverse = inverseNow();
      const weight = (from: number) =>
        from === item ? 0 : -inverse.entry(from, item) / (inverse.diagonal[item] ?? 1);
      return sortAttributions(
        toTerms(taste, shape).map(({ source, index, column, factor }) => ({
          source,
          index,
          amount: factor * weight(column),
        })),
      );
    },
  };
}

type Histories = Map<number, Set<number>>;
type CoefficientsOf = (columns: Iterable<number>) => Coefficient[];

interface Known {
  readonly histories: Histories;
  readonly coefficientsOf: CoefficientsOf;
}

function takeIn(
  inverse: UpdatedInverse,
  { user, column, kind }: EaseEvent,
  { histories, coefficientsOf }: Known,
): void {
  const history = histories.get(user) ?? new Set();
  history.delete(column);
  const [changed = { column, factor: 1 }] = coefficientsOf([column]);
  inverse.change(coefficientsOf(history), changed, kind === 'added' ? 1 : -1);
  if (kind === 'added') history.add(column);
  histories.set(user, history);
}

function toMatrix(histories: Histories, columnCount: number): SparseMatrix {
  const cells = { rows: [] as number[], columns: [] as number[] };
  for (const [row, columns] of [...histories.values()].entries()) {
    for (const column of columns) {
      cells.rows.push(row);
      cells.columns.push(column);
    }
  }
  return toSparseMatrix(cells, { rowCount: histories.size, columnCount });
}

function measureDrift(
  inverse: UpdatedInverse,
  options: Known & {
    readonly lambda: number;
    readonly columns: number;
    readonly seed: number;
  },
): number {
  const { histories, lambda, coefficientsOf, seed } = options;
  requireWhole('The number of columns', options.columns, { least: 1 });
  const random = createSeededRandom(seed);
  let worst = 0;
  for (let draw = 0; draw < options.columns; draw += 1) {
    const column = random.below(inverse.size);
    const solution = inverse.combineRows([{ column, factor: 1 }]);
    const product = solution.map((value, at) => lambda * value - (at === column ? 1 : 0));
    for (const history of histories.values()) {
      const row = coefficientsOf(history);
      const along = row.reduce((sum, each) => sum + each.factor * (solution[each.column] ?? 0), 0);
      for (const each of row) product[each.column] = (product[each.column] ?? 0) + each.factor * along;
    }
    worst = product.reduce((largest, value) => Math.max(largest, Math.abs(value)), worst);
  }
  return worst;
}
