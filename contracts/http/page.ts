import { type Static, type TSchema, Type } from 'typebox';

/** One page of a list; `nextCursor` is null on the last one. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({ items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) });
}
export type Page<Item> = { items: Item[]; nextCursor: string | null };

export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  cursor: Type.Optional(Type.String({ maxLength: 512 })),
};
const PageQuery = Type.Object(pageQuery);
export type PageQuery = Static<typeof PageQuery>;
