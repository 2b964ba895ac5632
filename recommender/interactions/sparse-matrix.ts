import { RecommenderError } from '../errors/index.ts';

/** A binary sparse matrix by rows (users): the columns (items) of each row, ascending and distinct. */
export interface SparseMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Start of each row in `columns`, plus the end of the last row. */
  readonly rowStarts: Uint32Array;
  readonly columns: Uint32Array;
}

export interface Cells {
  readonly rows: ArrayLike<number>;
  readonly columns: ArrayLike<number>;
}

/**
 * Builds the matrix from its cells in any order; duplicates count once. Throws `input-invalid` on an index out of
 * range.
 */
export function toSparseMatrix(
  { rows, columns }: Cells,
  { rowCount, columnCount }: Pick<SparseMatrix, 'rowCount' | 'columnCount'>,
): SparseMatrix {
  const byColumn = bucket(columns, columnCount);
  const starts = new Uint32Array(rowCount + 1);
  const last = new Int32Array(rowCount).fill(-1);
  const isFirst = new Uint8Array(byColumn.length);
  byColumn.forEach((cell, at) => {
    const row = rows[cell] ?? -1;
    const column = columns[cell] ?? -1;
    if (!(row >= 0 && row < rowCount)) throw outside('row', row, rowCount);
    if (last[row] === column) return;
    last[row] = column;
    isFirst[at] = 1;
    starts[row + 1] = (starts[row + 1] ?? 0) + 1;
  });
  for (let row = 0; row < rowCount; row += 1) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  const next = starts.slice();
  const sorted = new Uint32Array(starts[rowCount] ?? 0);
  byColumn.forEach((cell, at) => {
    if (isFirst[at] === 0) return;
    const row = rows[cell] ?? 0;
    const place = next[row] ?? 0;
    sorted[place] = columns[cell] ?? 0;
    next[row] = place + 1;
  });
  return { rowCount, columnCount, rowStarts: starts, columns: sorted };
}

/** The transposed matrix. */
export function transposeMatrix({ rowCount, columnCount, rowStarts, columns }: SparseMatrix): SparseMatrix {
  const starts = new Uint32Array(columnCount + 1);
  for (const column of columns) starts[column + 1] = (starts[column + 1] ?? 0) + 1;
  for (let at = 0; at < columnCount; at += 1) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0);
  const next = starts.slice();
  const rows = new Uint32Array(columns.length);
  for (let row = 0; row < rowCount; row += 1) {
    const end = rowStarts[row + 1] ?? 0;
    for (let at = rowStarts[row] ?? 0; at < end; at += 1) {
      const column = columns[at] ?? 0;
      const place = next[column] ?? 0;
      rows[place] = row;
      next[column] = place + 1;
    }
  }
  return { rowCount: columnCount, columnCount: rowCount, rowStarts: starts, columns: rows };
}

/** Columns of one row, as a view. */
export function rowOf(matrix: SparseMatrix, row: number): Uint32Array {
  return matrix.columns.subarray(matrix.rowStarts[row], matrix.rowStarts[row + 1]);
}

/** Number of cells in each column. */
export function countColumns({ columnCount, columns }: SparseMatrix): Uint32Array {
  const counts = new Uint32Array(columnCount);
  for (const column of columns) counts[column] = (counts[column] ?? 0) + 1;
  return counts;
}

/** Positions of the cells, ordered by column (bucket sort). */
function bucket(columns: ArrayLike<number>, columnCount: number): Uint32Array {
  const starts = new Uint32Array(columnCount + 1);
  for (let cell = 0; cell < columns.length; cell += 1) {
    const column = columns[cell] ?? -1;
    if (!(column >= 0 && column < columnCount)) throw outside('column', column, columnCount);
    starts[column + 1] = (starts[column + 1] ?? 0) + 1;
  }
  for (let at = 0; at < columnCount; at += 1) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0);
  const sorted = new Uint32Array(columns.length);
  for (let cell = 0; cell < columns.length; cell += 1) {
    const column = columns[cell] ?? 0;
    const place = starts[column] ?? 0;
    sorted[place] = cell;
    starts[column] = place + 1;
  }
  return sorted;
}

function outside(what: string, index: number, count: number): RecommenderError {
  return new RecommenderError('input-invalid', `There is no ${what} ${index}: there are ${count}.`);
}
