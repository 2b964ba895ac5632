/**
 * SQL text under a name that is unique in the process: the server parses and plans it once a connection.
 * `Row` is the shape of a result's row; a statement that returns none leaves it out.
 */
export interface Statement<Row = never> {
  readonly name?: string;
  readonly text: string;
  /** Carries the type only; never set. */
  readonly rowShape?: Row;
}

export interface StatementResult<Row> {
  readonly rows: readonly Row[];
  /** Rows returned, or affected by a statement that returns none. */
  readonly rowCount: number;
}

/** What a store needs of a database: a pool, or one transaction of it. Failures are `AppError`s. */
export interface Queryable {
  query<Row>(statement: Statement<Row>, values?: readonly unknown[]): Promise<StatementResult<Row>>;
}

/** PostgreSQL cuts longer identifiers off, and two cut names could meet. */
const longestName = 63;

/**
 * Declares a named statement, once at module level.
 *
 * Columns arrive as: int8 a number (an unsafe one throws `integer-not-safe`), numeric, date, timestamp without zone, xid8 and
 * pg_snapshot text, timestamptz a Date, json parsed. A jsonb *array* parameter must be passed as `JSON.stringify(array)`: the
 * driver turns bare arrays into PostgreSQL arrays.
 * @example const findPet = statement<{ id: string; name: string }>('find-pet', 'select id, name from pets where id = $1');
 *          const pet = (await pool.query(findPet, [id])).rows[0];
 */
export function statement<Row = never>(name: string, text: string): Statement<Row> {
  if (Buffer.byteLength(name) > longestName)
    throw new RangeError(`statement name longer than 63 bytes: ${name}`);
  return { name, text };
}

/** SQL that is run rarely or built for one use: parsed each time. */
export function unnamedStatement<Row = never>(text: string): Statement<Row> {
  return { text };
}
