import type { Inverse } from '../kernel/index.ts';

export interface Coefficient {
  readonly column: number;
  readonly factor: number;
}

/** P' = P - U M U' with two columns in U: what one event changes. */
interface RankTwo {
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** M row by row; it is symmetric. */
  readonly middle: readonly [number, number, number];
}

/** An inverse as it was fitted, and what events have changed of it since; in double precision beyond the fit. */
export interface UpdatedInverse {
  readonly size: number;
  readonly pending: number;
  /** As it is now. */
  readonly diagonal: Float64Array;
  /** The weighted sum of some rows as they are now. */
  combineRows(coefficients: readonly Coefficient[]): Float64Array;
  entry(row: number, column: number): number;
  /** Somebody whose row is `history` gets a value in one more column, or loses it; `history` is without that column. */
  change(history: readonly Coefficient[], changed: Coefficient, sign: 1 | -1): void;
}

/**
 * Woodbury's identity: with x the history and v e_c what is added, the Gram matrix changes by
 * v (x e_c' + e_c x') + v^2 e_c e_c', which has rank two. Changes are kept apart from the matrix, so that an event costs no
 * more than its history and what is pending times the columns, and not every pair of columns.
 */
export function createUpdatedInverse({ size, entries, diagonal: fitted }: Inverse): UpdatedInverse {
  const changes: RankTwo[] = [];
  const diagonal = Float64Array.from(fitted);
  const combineRows = (coefficients: readonly Coefficient[]) => {
    const sum = new Float64Array(size);
    for (const { column, factor } of coefficients) {
      const row = entries.subarray(column * size, (column + 1) * size);
      for (let at = 0; at < size; at += 1) sum[at] = (sum[at] ?? 0) + factor * (row[at] ?? 0);
    }
    for (const change of changes) subtractChange(sum, change, coefficients);
    return sum;
  };
  return {
    size,
    diagonal,
    get pending() {
      return changes.length;
    },
    combineRows,
    entry: (row, column) =>
      changes.reduce(
        (value, change) => value - quadratic(change, row, column),
        entries[row * size + column] ?? 0,
      ),
    change(history, changed, sign) {
      const first = combineRows(history);
      const second = combineRows([{ column: changed.column, factor: 1 }]);
      const change = { first, second, middle: middleOf({ first, second, history, changed, sign }) };
      for (let at = 0; at < size; at += 1) diagonal[at] = (diagonal[at] ?? 0) - quadratic(change, at, at);
      changes.push(change);
    },
  };
}

/** (C^-1 + U' [x e_c])^-1, where C^-1 is [[-1, 1/v], [1/v, 0]] of what is added. */
function middleOf({
  first,
  second,
  history,
  changed,
  sign,
}: Omit<RankTwo, 'middle'> & {
  readonly history: readonly Coefficient[];
  readonly changed: Coefficient;
  readonly sign: 1 | -1;
}): RankTwo['middle'] {
  const along = (vector: Float64Array) =>
    history.reduce((sum, { column, factor }) => sum + factor * (vector[column] ?? 0), 0);
  const a = -sign + along(first);
  const b = sign / changed.factor + (first[changed.column] ?? 0);
  const d = second[changed.column] ?? 0;
  const determinant = a * d - b * b;
  return [d / determinant, -b / determinant, a / determinant];
}

function quadratic({ first, second, middle: [a, b, d] }: RankTwo, row: number, column: number): number {
  const [one, two] = [first[row] ?? 0, second[row] ?? 0];
  return (a * one + b * two) * (first[column] ?? 0) + (b * one + d * two) * (second[column] ?? 0);
}

function subtractChange(
  sum: Float64Array,
  { first, second, middle: [a, b, d] }: RankTwo,
  coefficients: readonly Coefficient[],
): void {
  let one = 0;
  let two = 0;
  for (const { column, factor } of coefficients) {
    one += factor * (first[column] ?? 0);
    two += factor * (second[column] ?? 0);
  }
  const onFirst = a * one + b * two;
  const onSecond = b * one + d * two;
  for (let at = 0; at < sum.length; at += 1) {
    sum[at] = (sum[at] ?? 0) - onFirst * (first[at] ?? 0) - onSecond * (second[at] ?? 0);
  }
}
