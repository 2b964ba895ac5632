import type { AppError } from '../errors/index.ts';
import type { PoolConnection } from './pool-connection.ts';
import type { Queryable, Statement, StatementResult } from './queryable.ts';
import { sqlStateOf } from './wrap-postgres-error.ts';

/** Says what the failure of a statement means to the caller. */
export type Explain = (error: AppError) => Error;

/** One transaction, as its work sees it. What is asked in one go goes to the server in one go, and is carried out in that order. */
export interface Transaction extends Queryable {
  /**
   * Sends a statement whose result nobody needs, without waiting for it. When it fails, the transaction fails with its error, or with
   * what `explain` makes of it.
   */
  send(statement: Statement, values: readonly unknown[], explain?: Explain): void;
}

/** A transaction that can be brought to its end. */
export interface OpenTransaction extends Transaction {
  /** Resolves when everything that was sent is answered, with the first failure. */
  settled(): Promise<Error | undefined>;
}

/** What PostgreSQL says to each statement after one that failed: it tells nothing of this one. */
const inFailedTransaction = '25P02';

/** Nothing is changed by it, should it turn out that there is no transaction. */
const isRead = ({ text }: Statement<unknown>) => /^\s*select\b/i.test(text);

/**
 * Reads go out together with `begin`, which saves waiting for it; a change waits until the server has begun, because without a
 * transaction it would stand by itself.
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
    // Once one is held back, what comes after it may not overtake it.
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
