import type { GramProblem } from './invert-gram.ts';

/**
 * Test oracle of the kernel: the same inverse in double precision by Gauss-Jordan elimination with pivoting. For tests
 * and tiny matrices.
 */
export function invertInDouble(problem: GramProblem): Float64Array {
  const matrix = gramInDouble(problem);
  const size = problem.matrix.columnCount;
  const inverse = new Float64Array(size * size);
  for (let at = 0; at < size; at += 1) inverse[at * size + at] = 1;
  const both = { size, matrix, inverse };
  for (let column = 0; column < size; column += 1) {
    swapRows(both, column, findPivot(both, column));
    scaleRow(both, column, 1 / (matrix[column * size + column] ?? 0));
    for (let row = 0; row < size; row += 1) {
      if (row !== column) addRow(both, row, { from: column, factor: -(matrix[row * size + column] ?? 0) });
    }
  }
  return inverse;
}

/** S X'W X S + diag(ridges), entry by entry. */
export function gramInDouble({ matrix, ridges, columnScales, rowWeights }: GramProblem): Float64Array {
  const { rowCount, columnCount: size, rowStarts, columns } = matrix;
  const gram = new Float64Array(size * size);
  for (let row = 0; row < rowCount; row += 1) {
    const taken = columns.subarray(rowStarts[row], rowStarts[row + 1]);
    for (const one of taken) {
      for (const other of taken) {
        const scale = (columnScales?.[one] ?? 1) * (columnScales?.[other] ?? 1);
        const cell = one * size + other;
        gram[cell] = (gram[cell] ?? 0) + scale * (rowWeights?.[row] ?? 1);
      }
    }
  }
  for (let at = 0; at < size; at += 1) {
    gram[at * size + at] = (gram[at * size + at] ?? 0) + (ridges[at] ?? 0);
  }
  return gram;
}

interface Pair {
  readonly size: number;
  readonly matrix: Float64Array;
  readonly inverse: Float64Array;
}

function findPivot({ size, matrix }: Pair, column: number): number {
  let best = column;
  for (let row = column; row < size; row += 1) {
    const isLarger = Math.abs(matrix[row * size + column] ?? 0) > Math.abs(matrix[best * size + column] ?? 0);
    if (isLarger) best = row;
  }
  return best;
}

function swapRows({ size, matrix, inverse }: Pair, one: number, other: number): void {
  if (one === other) return;
  for (const part of [matrix, inverse]) {
    const kept = part.slice(one * size, (one + 1) * size);
    part.copyWithin(one * size, other * size, (other + 1) * size);
    part.set(kept, other * size);
  }
}

function scaleRow({ size, matrix, inverse }: Pair, row: number, factor: number): void {
  for (const part of [matrix, inverse]) {
    for (let at = row * size; at < (row + 1) * size; at += 1) part[at] = (part[at] ?? 0) * factor;
  }
}

function addRow(
  { size, matrix, inverse }: Pair,
  row: number,
  { from, factor }: { readonly from: number; readonly factor: number },
): void {
  if (factor === 0) return;
  for (const part of [matrix, inverse]) {
    for (let at = 0; at < size; at += 1) {
      const cell = row * size + at;
      part[cell] = (part[cell] ?? 0) + factor * (part[from * size + at] ?? 0);
    }
  }
}
