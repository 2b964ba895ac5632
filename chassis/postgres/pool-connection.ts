import type { PoolClient } from 'pg';
import type { AppError } from '../errors/index.ts';
import type { Queryable, Statement, StatementResult } from './queryable.ts';
import { wrapPostgresError } from './wrap-postgres-error.ts';

/** One connection of a pool, lent to one piece of work. */
export interface PoolConnection extends Queryable {
  /** Runs a command of the session (`begin`, `commit`); resolves with the command that the server says it carried out. */
  run(command: string): Promise<string>;
  /** Keeps the connection from being lent again: its state is not known. */
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
    // Under a name, so that the driver sends it as it sends the others, together with them.
    run: async (command) => (await send({ name: command, text: command })).command,
    discard() {
      discarded = true;
    },
    isDiscarded: () => discarded,
  };
}

/** After a timeout on our side the answer may still come, and would be taken for the next statement's. */
function leavesConnectionUnknown(error: AppError): boolean {
  if (error.code === 'integer-not-safe') return false;
  return error.code === 'database-unavailable' || error.details['sqlState'] === undefined;
}
