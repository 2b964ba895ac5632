import { type MigrateServiceOptions, migrateService } from '../migration/index.ts';
import { createPool, type Pool, unnamedStatement } from '../postgres/index.ts';
import { createTestDatabase } from './create-test-database.ts';
import { type FilledTables, fillTables } from './find-unbounded-scans.ts';

export interface FilledDatabase {
  /** Connects as the owner. */
  readonly database: Pool;
  /** `plan_cache_mode` of the service's own sessions. */
  readonly planCacheMode: string | undefined;
  drop(): Promise<void>;
}

const showMode = unnamedStatement<{ plan_cache_mode: string }>('show plan_cache_mode');

type Migrations = Omit<MigrateServiceOptions, 'environment' | 'seed'>;

/** Creates a service's database with many rows in each of its tables, for looking at the plans of its statements. */
export async function openFilledDatabase(
  migrations: Migrations,
  tables: FilledTables,
): Promise<FilledDatabase> {
  const own = await createTestDatabase({ name: 'plans' });
  const environment = {
    PGHOST: own.host,
    PGPORT: String(own.port),
    PGDATABASE: own.database,
    PGUSER: own.owner.user,
    PGPASSWORD: own.owner.password,
    SERVICE_ROLE: own.service.user,
    LOG_LEVEL: 'warn',
  };
  await migrateService({ ...migrations, environment });
  const database = createPool({
    connection: own.owner,
    applicationName: 'test',
    statementTimeoutMs: 60_000,
    onError: () => undefined,
  });
  await fillTables(database, tables);
  const sessions = createPool({ connection: own.service, applicationName: 'test', onError: () => undefined });
  const { rows } = await sessions.query(showMode);
  await sessions.close();
  return {
    database,
    planCacheMode: rows[0]?.plan_cache_mode,
    async drop() {
      await database.close();
      await own.drop();
    },
  };
}
