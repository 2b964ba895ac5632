import { createPool, type PgConnectionOptions, unnamedStatement } from '@petstore/chassis/postgres';
import { escapeIdentifier } from 'pg';

const selectOpen = unnamedStatement<{ name: string }>(
  'select datname as name from pg_database where datname = any($1) and datallowconn',
);
const endConnections = unnamedStatement(
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = any($1)',
);

/** Lets nobody connect to the databases any more and ends the connections that there are; their data stay. */
export async function closeDatabases(admin: PgConnectionOptions, names: readonly string[]): Promise<void> {
  const pool = createPool({
    connection: admin,
    maxConnections: 1,
    connectionTimeoutMs: 10_000,
    applicationName: 'engine',
    onError: () => undefined,
  });
  try {
    const { rows } = await pool.query(selectOpen, [names]);
    for (const { name } of rows)
      await pool.query(
        unnamedStatement(`alter database ${escapeIdentifier(name)} with allow_connections false`),
      );
    await pool.query(endConnections, [names]);
  } finally {
    await pool.close();
  }
}
