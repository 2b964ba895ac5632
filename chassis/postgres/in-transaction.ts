import { backOffMs } from '../resilience/back-off.ts';
import { type Clock, systemClock } from '../time/index.ts';
import type { Pool } from './create-pool.ts';
import { postgresErrors } from './errors.ts';
import { inDatabaseSpan } from './in-database-span.ts';
import type { PoolConnection } from './pool-connection.ts';
import { type OpenTransaction, openTransaction, type Transaction } from './transaction.ts';
import { isTransactionConflict } from './wrap-postgres-error.ts';

export interface TransactionOptions {
  /** `read committed` by default, as in PostgreSQL. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
  /** Most repetitions after a serialization failure or deadlock; 3 by default. */
  readonly retries?: number;
  readonly clock?: Clock;
  /** A number in [0, 1), for the jitter between attempts. */
  readonly random?: () => number;
}

const backOff = { firstMs: 5, longestMs: Number.POSITIVE_INFINITY, jitter: 'full' } as const;

/**
 * Runs `work` in one transaction: committed when it returns, rolled back when it throws. After a serialization failure
 * (40001) or deadlock (40P01) all of `work` runs again after a back-off with full jitter, so it must have no effect
 * outside the database. Throws `transaction-conflict` after the last retry and `commit-outcome-unknown` if the
 * connection broke during COMMIT.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (transaction: Transaction) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const { retries = 3, clock = systemClock, random = Math.random } = options;
  const begin = beginCommand(options);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await inDatabaseSpan('transaction', () =>
        pool.withConnection((connection) => runOnce(connection, begin, work)),
      );
    } catch (error) {
      if (attempt >= retries || !isTransactionConflict(error)) throw error;
    }
    await clock.wait(backOffMs(attempt, { ...backOff, random: random() }));
  }
}

function beginCommand({ isolation, readOnly = false }: TransactionOptions): string {
  const level = isolation === undefined ? '' : ` isolation level ${isolation}`;
  return `begin${level}${readOnly ? ' read only' : ''}`;
}

async function runOnce<T>(
  connection: PoolConnection,
  begin: string,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const began = connection.run(begin);
  const transaction = openTransaction(connection, began);
  let result: T;
  try {
    result = await work(transaction);
    await began;
  } catch (error) {
    // A change that waits for BEGIN is sent as soon as BEGIN is answered: sent after ROLLBACK it would commit by
    // itself.
    await began.catch(() => undefined);
    // An earlier statement that failed explains the failure of the later ones.
    const [failure] = await Promise.all([transaction.settled(), rollBack(connection)]);
    throw failure ?? error;
  }
  await commit(connection, transaction);
  return result;
}

/**
 * Sent after the last statement; the server answers COMMIT of a failed transaction with ROLLBACK and without an error.
 */
async function commit(connection: PoolConnection, transaction: OpenTransaction): Promise<void> {
  const outcome = connection.run('commit').catch((error: unknown) => ({ error }));
  const [failure, carriedOut] = await Promise.all([transaction.settled(), outcome]);
  if (carriedOut === 'COMMIT') return;
  if (typeof carriedOut === 'object') {
    if (!connection.isDiscarded()) throw carriedOut.error;
    throw postgresErrors.create('commit-outcome-unknown', { cause: failure ?? carriedOut.error });
  }
  if (failure !== undefined) throw failure;
  throw postgresErrors.create('database-error', {
    message:
      'The transaction was rolled back: one of its statements had failed and the error was not passed on.',
  });
}

async function rollBack(connection: PoolConnection): Promise<void> {
  if (connection.isDiscarded()) return;
  try {
    await connection.run('rollback');
  } catch {
    // The original error is more informative. The connection is discarded, and the server rolls back.
    connection.discard();
  }
}
