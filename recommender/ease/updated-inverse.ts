import type { Inverse } from '../kernel/index.ts';

export interface Coefficient {
  readonly column: number;
  readonly factor: number;
}

/** The change of the inverse by one event: P' = P - U M U', where U has two columns. */
interface RankTwo {
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** M by rows; symmetric. */
  readonly middle: readonly [number, number, number];
}

/** A fitted inverse together with the changes by later events. */
export interface UpdatedInverse {
  readonly size: number;
  readonly pending: number;
  /** Diagonal of the updated inverse. */
  readonly diagonal: Float64Array;
  /** Weighted sum of rows of the updated inverse. */
  combineRows(coefficients: readonly Coefficient[]): Float64Array;
  entry(row: number, column: number): number;
  /**
   * Adds (sign 1) or removes (sign -1) a value in one more column of the user row `history`; `history` does not contain
   * that column.
   */
  change(history: readonly Coefficient[], changed: Coefficient, sign: 1 | -1): void;
}

/**
 * Woodbury identity: with history x and added value v e_c, the Gram matrix changes by v (x e_c' + e_c x') + v^2 e_c
 * e_c', which has rank two. Changes are kept apart from the matrix, so an event costs O((history + pending) * columns)
 * instead of O(columns^2).
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
    for (let at = 0; at < changes.length; at += 2) {
      subtractChanges(sum, [changes[at], changes[at + 1]], coefficients);
    }
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
      const first = Float32Array.from(combineRows(history));
      const second = Float32Array.from(combineRows([{ column: changed.column, factor: 1 }]));
      const change = { first, second, middle: middleOf({ first, second, history, changed, sign }) };
      for (let at = 0; at < size; at += 1) diagonal[at] = (diagonal[at] ?? 0) - quadratic(change, at, at);
      changes.push(change);
    },
  };
}

/** (C^-1 + U' [x e_c])^-1, where C^-1 is [[-1, 1/v], [1/v, 0]]. */
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
  const along = (vector: Float32Array) =>
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

/** Subtracts two changes in one pass, which halves the memory traffic on the sum; the second may be missing. */
function subtractChanges(
  sum: Float64Array,
  [one, other = nothing]: readonly [RankTwo | undefined, RankTwo | undefined],
  coefficients: readonly Coefficient[],
): void {
  if (one === undefined) return;
  const [oneFirst, oneSecond] = shares(one, coefficients);
  const [otherFirst, otherSecond] = shares(other, coefficients);
  const { first: first1, second: second1 } = one;
  const { first: first2, second: second2 } = other === nothing ? one : other;
  for (let at = 0; at < sum.length; at += 1) {
    sum[at] =
      (sum[at] ?? 0) -
      oneFirst * (first1[at] ?? 0) -
      oneSecond * (second1[at] ?? 0) -
      otherFirst * (first2[at] ?? 0) -
      otherSecond * (second2[at] ?? 0);
  }
}

const nothing: RankTwo = { first: new Float32Array(0), second: new Float32Array(0), middle: [0, 0, 0] };

/** Factors of a change's two vectors that are subtracted from a weighted sum of rows. */
function shares(
  { first, second, middle: [a, b, d] }: RankTwo,
  coefficients: readonly Coefficient[],
): readonly [number, number] {
  let one = 0;
  let two = 0;
  for (const { column, factor } of coefficients) {
    one += factor * (first[column] ?? 0);
    two += factor * (second[column] ?? 0);
  }
  return [a * one + b * two, b * one + d * two];
}
