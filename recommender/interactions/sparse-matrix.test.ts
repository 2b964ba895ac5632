import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countColumns, rowOf, toSparseMatrix, transposeMatrix } from './sparse-matrix.ts';

const size = { rowCount: 6, columnCount: 5 };
const cells = fc.array(fc.tuple(fc.nat(size.rowCount - 1), fc.nat(size.columnCount - 1)));

describe('a sparse matrix', () => {
  it('has each one once, by ascending column, whatever the order and however often it is named', () => {
    fc.assert(
      fc.property(cells, (all) => {
        const matrix = toSparseMatrix(
          { rows: all.map(([row]) => row), columns: all.map(([, c]) => c) },
          size,
        );
        for (let row = 0; row < size.rowCount; row += 1) {
          const expected = new Set(all.filter(([of]) => of === row).map(([, column]) => column));
          expect([...rowOf(matrix, row)]).toEqual([...expected].sort());
        }
        expect(transposeMatrix(transposeMatrix(matrix))).toEqual(matrix);
        expect(countColumns(matrix).reduce((sum, count) => sum + count, 0)).toBe(matrix.columns.length);
      }),
    );
  });

  it('refuses an index outside', () => {
    expect(() => toSparseMatrix({ rows: [6], columns: [0] }, size)).toThrow('There is no row 6');
    expect(() => toSparseMatrix({ rows: [0], columns: [-1] }, size)).toThrow('There is no column -1');
  });
});
