import type { AppError } from '../errors/index.ts';
import type { PoolConnection } from './pool-connection.ts';
import type { Queryable, Statement, StatementResult } from './queryable.ts';
import { sqlStateOf } from './wrap-postgres-error.ts';

/** Converts a statement's failure into the error for the caller. */
export type Explain = (error: AppError) => Error;

/**
 * A transaction as its work uses it. Statements issued without waiting in between are sent together and run in that
 * order.
 */
export interface Transaction extends Queryable {
  /**
   * Sends a statement without waiting and without a result. If it fails, the transaction fails with its error, or with
   * the error that `explain` makes of it.
   */
  send(statement: Statement, values: readonly unknown[], explain?: Explain): void;
}

/** A transaction that can be ended. */
export interface OpenTransaction extends Transaction {
  /** Resolves when every statement sent is answered, with the first failure. */
  settled(): Promise<Error | undefined>;
}

/** SQLSTATE of every statement after a failed one; it says nothing about that statement. */
const inFailedTransaction = '25P02';

/** A read changes nothing even if BEGIN fails. */
const isRead = ({ text }: Statement<unknown>) => /^\s*select\b/i.test(text);

/**
 * Reads are sent together with `begin`, which saves a round trip; a change waits until BEGIN is answered, because
 * outside a transaction it would commit by itself.
 */
export function openTransaction(connection: PoolConnection, began: Promise<unknown>): OpenTransaction {
  let mustWait = true;
  let isHeldBack = false;
  began.then(
    () => {
      mustWait = false;
    },
    () => undefined,
  );
  const sent: Promise<Error | undefined>[] = [];

  function query<Row>(statement: Statement<Row>, values?: readonly unknown[]): Promise<StatementResult<Row>> {
    isHeldBack ||= mustWait && !isRead(statement);
    // Later statements must not overtake one that waits.
    return mustWait && isHeldBack
      ? began.then(() => connection.query(statement, values))
      : connection.query(statement, values);
  }

  return {
    query,
    send(statement, values, explain = (error) => error) {
      const failure = query(statement, values).then(
        () => undefined,
        (error: AppError) => (sqlStateOf(error) === inFailedTransaction ? undefined : explain(error)),
      );
      sent.push(failure);
    },
    async settled() {
      return (await Promise.all(sent)).find((failure) => failure !== undefined);
    },
  };
}
