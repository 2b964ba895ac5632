/**
 * SQL text with a name unique in the process: the server parses and plans it once a connection. `Row` is the type of a
 * result row; omitted for a statement that returns none.
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

/** The part of a database that stores use: a pool, or a transaction. Failures are `AppError`s. */
export interface Queryable {
  query<Row>(statement: Statement<Row>, values?: readonly unknown[]): Promise<StatementResult<Row>>;
}

/** PostgreSQL truncates longer identifiers, so two names could become equal. */
const longestName = 63;

export type NamedStatement = Required<Pick<Statement, 'name' | 'text'>>;

const declared: NamedStatement[] = [];

/** All named statements of the modules loaded so far, in the order of their declaration; for tests of their plans. */
export function declaredStatements(): readonly NamedStatement[] {
  return declared;
}

/**
 * Declares a named statement, once at module level.
 *
 * Columns arrive as: int8 a number (an unsafe one throws `integer-not-safe`), numeric, date, timestamp without zone,
 * xid8 and pg_snapshot text, timestamptz a Date, json parsed. A jsonb *array* parameter must be passed as
 * `JSON.stringify(array)`: the driver turns bare arrays into PostgreSQL arrays.
 * @example const findPet = statement<{ name: string }>('find-pet', 'select name from pets where id = $1');
 *          const pet = (await pool.query(findPet, [id])).rows[0];
 */
export function statement<Row = never>(name: string, text: string): Statement<Row> {
  if (Buffer.byteLength(name) > longestName)
    throw new RangeError(`statement name longer than 63 bytes: ${name}`);
  declared.push({ name, text });
  return { name, text };
}

/** Declares SQL that runs rarely or is built for one use; parsed on each execution. */
export function unnamedStatement<Row = never>(text: string): Statement<Row> {
  return { text };
}
