import { Client } from 'pg';
import { messageOf } from '../errors/index.ts';
import type { Logger } from '../logging/index.ts';
import type { PgConnectionOptions } from './connection.ts';
import { postgresErrors } from './errors.ts';
import { type AppliedMigration, planMigrations } from './plan-migrations.ts';
import { identifyMigrations, type Migration, type MigrationText, readMigrations } from './read-migrations.ts';
import { wrapPostgresError } from './wrap-postgres-error.ts';

export interface MigrationsOptions {
  /** Connects as the role that will own the tables. */
  readonly connection: PgConnectionOptions;
  /** A folder of `.sql` files, or texts; applied in the order of their names. */
  readonly source: string | readonly MigrationText[];
  /** The table of applied migrations; each source in a database has its own order, and so its own table. */
  readonly history?:
    | 'schema_migrations'
    | 'messaging_migrations'
    | 'idempotency_migrations'
    | 'grant_migrations';
  readonly log: Pick<Logger, 'info'>;
}

export interface MigrationReport {
  /** Names of the migrations that this run applied. */
  readonly applied: readonly string[];
}

/** Any constant, if all migrating processes of a database use the same one. */
const advisoryLockKey = 7_216_180_351;

/** A schema of its own, in which default privileges grant the service's role nothing. */
const createTable = (history: string) => `create schema if not exists migrations;
create table if not exists migrations.${history} (
  name text primary key,
  checksum text not null,
  applied_at timestamptz not null default now()
)`;

/**
 * Migrates a database: each new file in its own transaction, all under an advisory lock, so that replicas which start
 * together wait for one another. Throws `migration-invalid` if an applied file changed or a new one sorts before an
 * applied one (nothing is applied then), and `migration-failed` with file, line and column if a statement fails.
 */
export async function runMigrations({
  connection,
  source,
  history = 'schema_migrations',
  log,
}: MigrationsOptions): Promise<MigrationReport> {
  const files = typeof source === 'string' ? await readMigrations(source) : identifyMigrations(source);
  const client = new Client({
    ...connection,
    application_name: 'migrations',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [advisoryLockKey]);
    const pending = await pendingMigrations(client, history, files);
    for (const migration of pending) {
      const startedAt = performance.now();
      await apply(client, history, migration);
      log.info(
        { migration: migration.name, durationMs: Math.round(performance.now() - startedAt) },
        'migration applied',
      );
    }
    return { applied: pending.map(({ name }) => name) };
  } catch (error) {
    throw wrapPostgresError(error);
  } finally {
    await client.end();
  }
}

async function pendingMigrations(
  client: Client,
  history: string,
  files: readonly Migration[],
): Promise<readonly Migration[]> {
  await client.query(createTable(history));
  const { rows } = await client.query<AppliedMigration>(`select name, checksum from migrations.${history}`);
  const { pending, problems } = planMigrations(files, rows);
  if (problems.length > 0) {
    throw postgresErrors.create('migration-invalid', {
      message: `The migrations and what was applied do not agree: ${problems.join('; ')}.`,
      details: { problems },
    });
  }
  return pending;
}

async function apply(client: Client, history: string, migration: Migration): Promise<void> {
  await client.query('begin');
  const transactionId = await currentTransactionId(client);
  try {
    await client.query(migration.sql);
  } catch (error) {
    await client.query('rollback');
    throw migrationFailed(migration, error);
  }
  if ((await currentTransactionId(client)) !== transactionId) {
    await client.query('rollback');
    throw postgresErrors.create('migration-failed', {
      message: `${migration.name}: ends the transaction that it runs in; remove its BEGIN, COMMIT or ROLLBACK.`,
    });
  }
  const values = [migration.name, migration.checksum];
  await client.query(`insert into migrations.${history} (name, checksum) values ($1, $2)`, values);
  await client.query('commit');
}

async function currentTransactionId(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id');
  return rows[0]?.id;
}

function migrationFailed(migration: Migration, error: unknown): Error {
  const wrapped = wrapPostgresError(error);
  if (wrapped.kind === 'unavailable') return wrapped;
  const position = Number(Object(error).position ?? Number.NaN);
  return postgresErrors.create('migration-failed', {
    message: `${migration.name}${placeOf(migration.sql, position)}: ${messageOf(error)}`,
    details: wrapped.details,
    cause: error,
  });
}

/** PostgreSQL counts characters (not UTF-16 units) from 1. */
function placeOf(sql: string, position: number): string {
  if (Number.isNaN(position)) return '';
  const lines = [...sql]
    .slice(0, position - 1)
    .join('')
    .split('\n');
  return `:${lines.length}:${[...(lines.at(-1) ?? '')].length + 1}`;
}
