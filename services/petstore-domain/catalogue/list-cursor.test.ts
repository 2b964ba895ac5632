import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, pageOfRows } from './list-cursor.ts';

const rows = ['a', 'b', 'c'].map((id) => ({ id }));
const refusal = /is not of this list/;
const anyId = fc.stringMatching(/^[A-Za-z0-9][\w.-]{0,60}$/);

describe('decodeCursor', () => {
  it('decodes a cursor that it encoded', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect(decodeCursor('pets', encodeCursor('pets', id))).toBe(id);
      }),
    );
  });

  it('starts at the beginning without a cursor', () => {
    expect(decodeCursor('pets', undefined)).toBeNull();
  });

  it('refuses a cursor with a single changed character', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const anyCharacter = fc.constantFrom(...alphabet);
    fc.assert(
      fc.property(anyId, fc.nat(), anyCharacter, (id, place, character) => {
        const cursor = encodeCursor('pets', id);
        const at = place % cursor.length;
        fc.pre(cursor[at] !== character);
        const changed = cursor.slice(0, at) + character + cursor.slice(at + 1);
        expect(() => decodeCursor('pets', changed)).toThrow(refusal);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses the cursor of another list', () => {
    expect(() => decodeCursor('products', encodeCursor('pets', 'goldfish-004'))).toThrow(refusal);
  });

  it.each(['', '!!', 'golden-retriever-001', 'Z29sZGZpc2gtMDA0', 'YQ==', 'YR', 'AAAAAAAAAAAA'])(
    'refuses %j',
    (cursor) => {
      expect(() => decodeCursor('pets', cursor)).toThrow(refusal);
    },
  );
});

describe('pageOfRows', () => {
  it('has a next page if there is one row more than the limit', () => {
    expect(pageOfRows(rows, { list: 'pets', limit: 2 })).toEqual({
      items: [{ id: 'a' }, { id: 'b' }],
      nextCursor: encodeCursor('pets', 'b'),
    });
  });

  it('ends the list if all rows fit', () => {
    expect(pageOfRows(rows, { list: 'pets', limit: 3 })).toEqual({ items: rows, nextCursor: null });
    expect(pageOfRows([], { list: 'pets', limit: 3 })).toEqual({ items: [], nextCursor: null });
  });
});
