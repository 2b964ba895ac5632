import { fileURLToPath } from 'node:url';
import { type Environment, loadConfig, logLevel, text } from '../config/index.ts';
import { migrateMessaging } from '../events/messaging-migrations.ts';
import { migrateIdempotency } from '../idempotency/idempotency-migrations.ts';
import { createLogger, type Logger } from '../logging/index.ts';
import {
  createPool,
  inTransaction,
  readConnection,
  runMigrations,
  type Transaction,
  unnamedStatement,
} from '../postgres/index.ts';

export interface MigrateServiceOptions {
  readonly name: string;
  /** libpq's variables of the owner role; SERVICE_ROLE names the role that the service itself uses. */
  readonly environment: Environment;
  /** The folder of the service's own `.sql` files. */
  readonly migrationsDirectory: URL;
  /** Creates outbox, inbox and offsets, for a service that publishes or consumes events. */
  readonly messaging: boolean;
  /** Creates the table of idempotency keys, for a service whose requests carry them. */
  readonly idempotency?: boolean;
  /** Inserts initial data in one transaction; runs on each start, so it must be idempotent. */
  readonly seed?: (transaction: Transaction, logger: Logger) => Promise<void>;
}

const settings = {
  serviceRole: text('SERVICE_ROLE', { pattern: /^[a-z_][a-z0-9_]*$/ }),
  logLevel,
};

/**
 * Grants for the service's role on everything that the owner creates later: rows, not definitions. A migration removes
 * single ones by `revoke`. No other role may connect.
 */
function grantsTo(role: string): readonly string[] {
  return [
    `do $$ begin execute format('revoke all on database %I from public', current_database()); end $$`,
    `do $$ begin execute format('grant connect on database %I to ${role}', current_database()); end $$`,
    'revoke create on schema public from public',
    `grant usage on schema public to ${role}`,
    `alter default privileges in schema public grant select, insert, update, delete on tables to ${role}`,
    `alter default privileges in schema public grant usage, select on sequences to ${role}`,
  ];
}

/**
 * Migrates a service's database as its owner: grants, messaging tables, the service's own files, idempotency keys,
 * initial data.
 */
export async function migrateService(options: MigrateServiceOptions): Promise<void> {
  const { name, environment, migrationsDirectory, messaging, idempotency = false, seed } = options;
  const { serviceRole, logLevel: level } = loadConfig(settings, environment);
  const connection = readConnection(environment);
  const log = createLogger({ service: name, level });
  const grants = [{ name: `0001-grants-${serviceRole}.sql`, sql: `${grantsTo(serviceRole).join(';\n')};` }];
  await runMigrations({ connection, history: 'grant_migrations', source: grants, log });
  if (messaging) await migrateMessaging({ connection, log });
  await runMigrations({ connection, source: fileURLToPath(migrationsDirectory), log });
  if (idempotency) await migrateIdempotency({ connection, log });
  if (seed === undefined) return;
  const pool = createPool({
    connection,
    maxConnections: 1,
    statementTimeoutMs: 60_000,
    applicationName: `${name}/seed`,
    onError: (error) => log.warn({ err: error }, 'the seeding connection broke'),
  });
  try {
    await inTransaction(pool, async (transaction) => {
      await transaction.query(seedLock);
      await seed(transaction, log);
    });
  } finally {
    await pool.close();
  }
}

/** Replicas that start together seed one after the other; the second finds all rows present. */
const seedLock = unnamedStatement(`select pg_advisory_xact_lock(hashtext('seed'))`);
