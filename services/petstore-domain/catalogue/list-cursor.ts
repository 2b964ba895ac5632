import { createHash } from 'node:crypto';
import { domainErrors } from '../errors.ts';

const checkBytes = 9;

/**
 * The place in one list after which the next page begins, as a client carries it: not to be read, changed, or taken to another list. It
 * ends in a check of itself and its list, which is no secret: a place in a list gives nobody a right.
 */
export function encodeCursor(list: string, lastId: string): string {
  return Buffer.concat([Buffer.from(lastId), checkOf(list, lastId)]).toString('base64url');
}

/** Throws `cursor-invalid` for a text that this list has not given out. */
export function decodeCursor(list: string, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const bytes = Buffer.from(cursor, 'base64url');
  const lastId = bytes.subarray(0, Math.max(0, bytes.length - checkBytes)).toString();
  if (encodeCursor(list, lastId) !== cursor) throw domainErrors.create('cursor-invalid');
  return lastId;
}

function checkOf(list: string, lastId: string): Buffer {
  return createHash('sha256').update(`${list}\n${lastId}`).digest().subarray(0, checkBytes);
}

/** Makes a page of one row more than asked for, by which the list knows that it goes on. */
export function pageOfRows<Row extends { readonly id: string }>(
  rows: readonly Row[],
  { list, limit }: { readonly list: string; readonly limit: number },
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(list, last.id) : null;
  return { items, nextCursor };
}
