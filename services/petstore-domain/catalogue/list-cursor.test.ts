import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, pageOfRows } from './list-cursor.ts';

const rows = ['a', 'b', 'c'].map((id) => ({ id }));
const idOf = (row: { id: string }) => row.id;

describe('decodeCursor', () => {
  it('reads what it has given out', () => {
    expect(decodeCursor(encodeCursor('golden-retriever-001'))).toBe('golden-retriever-001');
  });

  it('begins at the start without a cursor', () => {
    expect(decodeCursor(undefined)).toBeNull();
  });

  it.each(['', '!!', 'golden-retriever-001', 'YQ==', 'YR', encodeCursor("a' or 1=1")])(
    'refuses %j',
    (cursor) => {
      expect(() => decodeCursor(cursor)).toThrow(/not one that a list has given out/);
    },
  );
});

describe('pageOfRows', () => {
  it('points to the next page when there is a row more than asked for', () => {
    expect(pageOfRows(rows, 2, idOf)).toEqual({ items: ['a', 'b'], nextCursor: encodeCursor('b') });
  });

  it('ends the list when all rows fit', () => {
    expect(pageOfRows(rows, 3, idOf)).toEqual({ items: ['a', 'b', 'c'], nextCursor: null });
    expect(pageOfRows([], 3, idOf)).toEqual({ items: [], nextCursor: null });
  });
});
