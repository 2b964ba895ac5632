import { createHash } from 'node:crypto';
import { domainErrors } from '../errors.ts';

const checkBytes = 9;

/**
 * Encodes the position after which a list's next page begins, as an opaque text. A checksum over position and list
 * detects changed cursors and those of other lists. It needs no secret: a position grants no access.
 */
export function encodeCursor(list: string, lastId: string): string {
  return Buffer.concat([Buffer.from(lastId), checkOf(list, lastId)]).toString('base64url');
}

/** The position in a cursor; null without one. Throws `cursor-invalid` if the cursor is not of this list. */
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

/** A page of at most `limit` rows. Expects one row more than the limit if the list continues. */
export function pageOfRows<Row extends { readonly id: string }>(
  rows: readonly Row[],
  { list, limit }: { readonly list: string; readonly limit: number },
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(list, last.id) : null;
  return { items, nextCursor };
}
