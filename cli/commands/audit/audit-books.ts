import { type AppError, isAppError } from '@petstore/chassis/errors';
import {
  createPool,
  inTransaction,
  type PgConnectionOptions,
  type Queryable,
} from '@petstore/chassis/postgres';
import { cliErrors } from '../../errors.ts';

/** Database name of each book (a body of records that must agree with the others). */
export const bookDatabases = {
  shop: 'petstore_domain',
  payments: 'payment_service',
  provider: 'payment_provider',
  log: 'events',
  figures: 'analytics',
} as const;

export type Book = keyof typeof bookDatabases;
export type Books = Readonly<Record<Book, Queryable>>;
export type BookConnections = Readonly<Record<Book, PgConnectionOptions>>;

const statementTimeoutMs = 60_000;
const names = Object.keys(bookDatabases) as Book[];

/**
 * Runs `look` with a read-only, repeatable-read snapshot of every database. The snapshots are taken one after the
 * other, not at one instant.
 */
export async function withBooks<T>(
  connections: BookConnections,
  look: (books: Books) => Promise<T>,
): Promise<T> {
  const open = (left: readonly Book[], books: Partial<Record<Book, Queryable>>): Promise<T> => {
    const [book, ...rest] = left;
    if (book === undefined) return look(books as Books);
    return withBook(connections[book], (opened) => open(rest, { ...books, [book]: opened }));
  };
  return open(names, {});
}

async function withBook<T>(
  connection: PgConnectionOptions,
  look: (book: Queryable) => Promise<T>,
): Promise<T> {
  const pool = createPool({
    connection,
    maxConnections: 1,
    statementTimeoutMs,
    idleInTransactionTimeoutMs: statementTimeoutMs,
    connectionTimeoutMs: 10_000,
    applicationName: 'petstore-audit',
    onError: () => undefined,
  });
  try {
    return await inTransaction(pool, look, { isolation: 'repeatable read', readOnly: true });
  } catch (error) {
    throw isOutOfReach(error) ? unreadable(connection.database, error) : error;
  } finally {
    await pool.close();
  }
}

/** The database is unavailable or refuses this role; that says nothing about its contents. */
function isOutOfReach(error: unknown): error is AppError {
  if (!isAppError(error) || error.code === 'audit-book-unreadable') return false;
  const { code, kind } = error;
  return kind === 'unavailable' || kind === 'timeout' || code === 'database-access-refused';
}

function unreadable(database: string, cause: AppError): Error {
  const message = `The database ${database} cannot be audited: ${cause.message}`;
  return cliErrors.create('audit-book-unreadable', { message, details: { database }, cause });
}
