/** Normal equations of one row. Symmetric matrices are stored whole by rows; only their lower triangles are read. */
export interface NormalEquations {
  readonly size: number;
  /**
   * `share` times the Gram matrix of all factors, plus `ridge` on the diagonal, plus the weighted outer products of the
   * row's factors.
   */
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

export interface FactorTable {
  readonly size: number;
  readonly count: number;
  /** One row per user or item. */
  readonly values: Float64Array;
}

/** Gram matrix F'F of all rows. */
export function gramOf({ size, count, values }: FactorTable): Float64Array {
  const gram = new Float64Array(size * size);
  addAllSquares(gram, { size, count, values }, { rowAt: (at) => at, weightAt: () => 1, count });
  return gram;
}

export interface EquationTerms {
  readonly rows: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
  readonly gram: Float64Array;
  readonly gramShare: number;
  readonly ridge: number;
}

/** Writes the normal equations of one user or item. */
export function writeEquations(
  { size, matrix, right }: NormalEquations,
  factors: FactorTable,
  { rows, weights, gram, gramShare, ridge }: EquationTerms,
): void {
  const { values } = factors;
  for (let cell = 0; cell < matrix.length; cell += 1) matrix[cell] = gramShare * (gram[cell] ?? 0);
  for (let at = 0; at < size; at += 1) matrix[at * size + at] = (matrix[at * size + at] ?? 0) + ridge;
  const rowAt = (index: number) => rows[index] ?? 0;
  const weightAt = (index: number) => weights?.[index] ?? 1;
  addAllSquares(matrix, factors, { rowAt, weightAt, count: rows.length });
  right.fill(0);
  for (let index = 0; index < rows.length; index += 1) {
    const at = rowAt(index) * size;
    const weight = weightAt(index);
    for (let column = 0; column < size; column += 1) {
      right[column] = (right[column] ?? 0) + weight * (values[at + column] ?? 0);
    }
  }
}

interface WeightedRows {
  readonly count: number;
  rowAt(index: number): number;
  weightAt(index: number): number;
}

function addAllSquares(
  matrix: Float64Array,
  { size, values }: FactorTable,
  { count, rowAt, weightAt }: WeightedRows,
): void {
  const at = (index: number) => (index < count ? rowAt(index) * size : 0);
  const weight = (index: number) => (index < count ? weightAt(index) : 0);
  for (let index = 0; index < count; index += 4) {
    addSquares(matrix, values, {
      size,
      at: [at(index), at(index + 1), at(index + 2), at(index + 3)],
      weights: [weight(index), weight(index + 1), weight(index + 2), weight(index + 3)],
    });
  }
}

/**
 * Adds four outer products in one pass, which quarters the memory traffic on the matrix; missing rows have weight zero.
 */
function addSquares(matrix: Float64Array, values: Float64Array, four: FourRows): void {
  const { size, at, weights } = four;
  const [at0, at1, at2, at3] = at;
  const [weight0, weight1, weight2, weight3] = weights;
  for (let row = 0; row < size; row += 1) {
    const factor0 = weight0 * (values[at0 + row] ?? 0);
    const factor1 = weight1 * (values[at1 + row] ?? 0);
    const factor2 = weight2 * (values[at2 + row] ?? 0);
    const factor3 = weight3 * (values[at3 + row] ?? 0);
    const start = row * size;
    for (let column = 0; column <= row; column += 1) {
      matrix[start + column] =
        (matrix[start + column] ?? 0) +
        factor0 * (values[at0 + column] ?? 0) +
        factor1 * (values[at1 + column] ?? 0) +
        factor2 * (values[at2 + column] ?? 0) +
        factor3 * (values[at3 + column] ?? 0);
    }
  }
}

type Four = readonly [number, number, number, number];

interface FourRows {
  readonly size: number;
  readonly at: Four;
  readonly weights: Four;
}
