import { createLogger } from '@petstore/chassis/logging';
import { migrateService } from '@petstore/chassis/migration';
import {
  createPool,
  type PgConnectionOptions,
  type Pool,
  unnamedStatement,
} from '@petstore/chassis/postgres';
import { createTestDatabase, createTestEventLog, type TestDatabase } from '@petstore/chassis/testing';

/** Three databases of a test, migrated as in production by their owner, with a role for the service. */
export interface PaymentDatabases {
  readonly payments: TestDatabase;
  readonly provider: TestDatabase;
  readonly events: TestDatabase;
  /** Reads the services' tables as the owner. */
  read<Row>(from: 'payments' | 'provider' | 'events', sql: string): Promise<readonly Row[]>;
  /** Every row of every table of the three databases, as text. */
  allRows(): Promise<string>;
  drop(): Promise<void>;
}

export function environmentOf(connection: PgConnectionOptions, prefix = ''): Record<string, string> {
  return {
    [`${prefix}PGHOST`]: connection.host,
    [`${prefix}PGPORT`]: String(connection.port),
    [`${prefix}PGDATABASE`]: connection.database,
    [`${prefix}PGUSER`]: connection.user,
    [`${prefix}PGPASSWORD`]: connection.password,
  };
}

async function migrated(
  name: 'payment-service' | 'payment-provider',
  messaging: boolean,
): Promise<TestDatabase> {
  const database = await createTestDatabase({ name: name.replace('-', '_') });
  const { owner, service } = database;
  await migrateService({
    name,
    environment: { ...environmentOf(owner), SERVICE_ROLE: service.user, LOG_LEVEL: 'warn' },
    migrationsDirectory: new URL(`../../../services/${name}/migrations/`, import.meta.url),
    messaging,
    idempotency: messaging,
  });
  return database;
}

const tablesOf = unnamedStatement<{ name: string }>(
  `select table_name::text as name from information_schema.tables where table_schema = 'public' order by 1`,
);

export async function createPaymentDatabases(): Promise<PaymentDatabases> {
  const payments = await migrated('payment-service', true);
  const provider = await migrated('payment-provider', false);
  const events = await createTestEventLog();
  const databases = { payments, provider, events };
  const log = createLogger({ service: 'payments-test', level: 'warn' });
  const open = ({ owner }: TestDatabase) =>
    createPool({
      connection: owner,
      maxConnections: 2,
      applicationName: 'payments-test',
      onError: (error) => log.warn({ err: error }, 'an idle connection broke'),
    });
  const pools: Record<keyof typeof databases, Pool> = {
    payments: open(payments),
    provider: open(provider),
    events: open(events),
  };
  return {
    ...databases,
    read: async <Row>(from: keyof typeof databases, sql: string) =>
      (await pools[from].query(unnamedStatement<Row>(sql))).rows,
    async allRows() {
      let text = '';
      for (const pool of Object.values(pools)) {
        for (const { name } of (await pool.query(tablesOf)).rows) {
          const sql = `select coalesce(jsonb_agg(to_jsonb(t)), '[]')::text as rows from "${name}" t`;
          text += (await pool.query(unnamedStatement<{ rows: string }>(sql))).rows[0]?.rows ?? '';
        }
      }
      return text;
    },
    async drop() {
      for (const pool of Object.values(pools)) await pool.close();
      for (const database of Object.values(databases)) await database.drop();
    },
  };
}
