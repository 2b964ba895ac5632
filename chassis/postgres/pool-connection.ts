import type { PoolClient } from 'pg';
import type { AppError } from '../errors/index.ts';
import type { Queryable, Statement, StatementResult } from './queryable.ts';
import { wrapPostgresError } from './wrap-postgres-error.ts';

/** A connection of a pool, lent for one piece of work. */
export interface PoolConnection extends Queryable {
  /** Runs a session command (`begin`, `commit`); resolves with the command tag of the server's answer. */
  run(command: string): Promise<string>;
  /** Closes the connection instead of reusing it, because its state is unknown. */
  discard(): void;
  isDiscarded(): boolean;
}

export function createPoolConnection(client: PoolClient): PoolConnection {
  let discarded = false;

  async function send<Row>(statement: Statement<Row>, values?: readonly unknown[]) {
    const { name, text } = statement;
    const parameters = values === undefined ? [] : [...values];
    try {
      return await client.query(
        name === undefined ? { text, values: parameters } : { name, text, values: parameters },
      );
    } catch (error) {
      const wrapped = wrapPostgresError(error, name);
      if (leavesConnectionUnknown(wrapped)) discarded = true;
      throw wrapped;
    }
  }

  return {
    async query<Row>(statement: Statement<Row>, values?: readonly unknown[]): Promise<StatementResult<Row>> {
      const { rows, rowCount } = await send(statement, values);
      return { rows: rows as Row[], rowCount: rowCount ?? 0 };
    },
    // Named, so that the driver pipelines it with the other statements.
    run: async (command) => (await send({ name: command, text: command })).command,
    discard() {
      discarded = true;
    },
    isDiscarded: () => discarded,
  };
}

/** After a timeout on our side the answer may still arrive and be taken for the next statement's. */
function leavesConnectionUnknown(error: AppError): boolean {
  if (error.code === 'integer-not-safe') return false;
  return error.code === 'database-unavailable' || error.details['sqlState'] === undefined;
}
