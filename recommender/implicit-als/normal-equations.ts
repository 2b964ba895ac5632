/** Symmetric matrices of `size` rows stand whole and row by row; only their lower triangles are read. */
export interface NormalEquations {
  readonly size: number;
  /** `share` times the Gram matrix of all factors, plus `ridge` on the diagonal, plus the weighted squares of some. */
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

export interface FactorTable {
  readonly size: number;
  readonly count: number;
  /** One row a user or item. */
  readonly values: Float64Array;
}

/** The sum of the squares of all rows: F'F. */
export function gramOf({ size, count, values }: FactorTable): Float64Array {
  const gram = new Float64Array(size * size);
  for (let row = 0; row < count; row += 1) addSquare(gram, values, { at: row * size, size, weight: 1 });
  return gram;
}

export interface EquationTerms {
  readonly rows: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
  readonly gram: Float64Array;
  readonly gramShare: number;
  readonly ridge: number;
}

/** Writes what one user's or item's factors have to solve. */
export function writeEquations(
  { size, matrix, right }: NormalEquations,
  { values }: FactorTable,
  { rows, weights, gram, gramShare, ridge }: EquationTerms,
): void {
  for (let cell = 0; cell < matrix.length; cell += 1) matrix[cell] = gramShare * (gram[cell] ?? 0);
  for (let at = 0; at < size; at += 1) matrix[at * size + at] = (matrix[at * size + at] ?? 0) + ridge;
  right.fill(0);
  for (let index = 0; index < rows.length; index += 1) {
    const at = (rows[index] ?? 0) * size;
    const weight = weights?.[index] ?? 1;
    addSquare(matrix, values, { at, size, weight });
    for (let column = 0; column < size; column += 1) {
      right[column] = (right[column] ?? 0) + weight * (values[at + column] ?? 0);
    }
  }
}

function addSquare(
  matrix: Float64Array,
  values: Float64Array,
  { at, size, weight }: { readonly at: number; readonly size: number; readonly weight: number },
): void {
  for (let row = 0; row < size; row += 1) {
    const factor = weight * (values[at + row] ?? 0);
    const start = row * size;
    for (let column = 0; column <= row; column += 1) {
      matrix[start + column] = (matrix[start + column] ?? 0) + factor * (values[at + column] ?? 0);
    }
  }
}
