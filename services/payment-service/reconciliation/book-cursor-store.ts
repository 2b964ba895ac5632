import { type Queryable, statement } from '@petstore/chassis/postgres';

const claim = statement<{ cursor: string }>(
  'book-place-take',
  `update provider_book_place set next_at = now() + $1 * interval '1 millisecond' where next_at <= now() returning cursor`,
);
const untilNext = statement<{ wait_ms: number }>(
  'book-place-until-next',
  `select (extract(epoch from next_at - now()) * 1000)::double precision as wait_ms from provider_book_place`,
);
const advance = statement('book-place-move', 'update provider_book_place set cursor = $2 where cursor = $1');

/** Claims the next comparison and returns its cursor; undefined if none is due or another replica claimed it. */
export async function claimBookComparison(database: Queryable, everyMs: number): Promise<string | undefined> {
  return (await database.query(claim, [everyMs])).rows[0]?.cursor;
}

export async function msUntilNextComparison(database: Queryable): Promise<number> {
  return (await database.query(untilNext)).rows[0]?.wait_ms ?? 0;
}

/** False if another replica advanced the cursor in the meantime. */
export async function advanceBookCursor(database: Queryable, from: string, to: string): Promise<boolean> {
  return (await database.query(advance, [from, to])).rowCount === 1;
}
