import { type Queryable, statement } from '@petstore/chassis/postgres';

const take = statement<{ cursor: string }>(
  'book-place-take',
  `update provider_book_place set next_at = now() + $1 * interval '1 millisecond' where next_at <= now() returning cursor`,
);
const untilNext = statement<{ wait_ms: number }>(
  'book-place-until-next',
  `select (extract(epoch from next_at - now()) * 1000)::double precision as wait_ms from provider_book_place`,
);
const move = statement('book-place-move', 'update provider_book_place set cursor = $2 where cursor = $1');

/** Takes the turn to compare; undefined while it is not due, or another replica took it. */
export async function takeBookPlace(database: Queryable, everyMs: number): Promise<string | undefined> {
  return (await database.query(take, [everyMs])).rows[0]?.cursor;
}

export async function msUntilNextBook(database: Queryable): Promise<number> {
  return (await database.query(untilNext)).rows[0]?.wait_ms ?? 0;
}

/** False when another replica has moved on from there meanwhile. */
export async function moveBookPlace(database: Queryable, from: string, to: string): Promise<boolean> {
  return (await database.query(move, [from, to])).rowCount === 1;
}
