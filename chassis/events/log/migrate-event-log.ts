import type { Logger } from '../../logging/index.ts';
import {
  createPool,
  inTransaction,
  type MigrationReport,
  type PgConnectionOptions,
  runMigrations,
  unnamedStatement,
} from '../../postgres/index.ts';
import { type EventLogRoles, eventLogGrants } from './event-log-grants.ts';
import { eventLogMigrations } from './event-log-migrations.ts';

export interface EventLogMigrationOptions {
  /** The database `events`, as its owner. */
  readonly connection: PgConnectionOptions;
  readonly roles: EventLogRoles;
  readonly log: Pick<Logger, 'info'>;
}

/** PostgreSQL refuses to change one object's grants in two sessions at once. */
const lockGrants = unnamedStatement(`select pg_advisory_xact_lock(hashtext('event log grants'))`);

/**
 * Creates event log and request log in database `events`. The grants are applied on each run, because the list of
 * services grows.
 */
export async function migrateEventLog(options: EventLogMigrationOptions): Promise<MigrationReport> {
  const { connection, roles, log } = options;
  const grants = eventLogGrants(roles);
  const report = await runMigrations({ connection, source: eventLogMigrations, log });
  const pool = createPool({
    connection,
    maxConnections: 1,
    applicationName: 'migrations',
    onError: (error) => log.info({ err: error }, 'idle connection broke'),
  });
  try {
    await inTransaction(pool, async (transaction) => {
      await transaction.query(lockGrants);
      await transaction.query(unnamedStatement(grants));
    });
  } finally {
    await pool.close();
  }
  return report;
}
