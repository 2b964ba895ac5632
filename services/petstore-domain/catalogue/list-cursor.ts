import { domainErrors } from '../errors.ts';

/** The place in a list after which the next page begins, as a client carries it: not to be read or made by hand. */
export function encodeCursor(lastId: string): string {
  return Buffer.from(lastId).toString('base64url');
}

/** Throws `cursor-invalid` for a text that no list has given out. */
export function decodeCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const lastId = Buffer.from(cursor, 'base64url').toString();
  if (!/^[\w.-]{1,128}$/.test(lastId) || encodeCursor(lastId) !== cursor) {
    throw domainErrors.create('cursor-invalid');
  }
  return lastId;
}

/** Makes a page of one row more than asked for, by which the list knows that it goes on. */
export function pageOfRows<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(last.id) : null;
  return { items: shown.map(present), nextCursor };
}
