import { randomBytes } from 'node:crypto';
import { createLogger } from '../logging/index.ts';
import {
  createPool,
  type PgConnectionOptions,
  type Pool,
  runMigrations,
  unnamedStatement,
} from '../postgres/index.ts';
import { testServer } from './postgres-server.ts';

export interface TestDatabaseOptions {
  /** Prefix of the database's name, for finding it on the server. */
  readonly name?: string;
  /** Migrations that run as the owner. */
  readonly migrationsDirectory?: string;
  /**
   * Name of the service role, if migrations grant to it by name. It is shared by all test databases of the server and
   * gets only those privileges. By default the role is new and may read and write every table and sequence of the
   * owner.
   */
  readonly serviceRole?: string;
  /** Further roles that migrations grant to by name. */
  readonly otherRoles?: readonly string[];
}

export interface TestDatabase {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Owns the database and may change its schema. */
  readonly owner: PgConnectionOptions;
  /** Connects as a service does, without the right to change the schema. */
  readonly service: PgConnectionOptions;
  /** Connects as one of `otherRoles`. */
  as(role: string): PgConnectionOptions;
  /** Ends all connections to the database and drops it with its own roles. */
  drop(): Promise<void>;
}

/**
 * Password of roles shared by test databases, which therefore cannot be random. The server listens on loopback for one
 * test run.
 */
const sharedRolePassword = 'test-only';

/** Creates an empty or migrated database for one test file, on the server that integration tests share. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = testServer();
  const database = `${options.name ?? 'test'}_${randomBytes(6).toString('hex')}`;
  const owner = { ...server, database, user: `${database}_owner`, password: randomBytes(12).toString('hex') };
  const as = (role: string) => ({ ...server, database, user: role, password: sharedRolePassword });
  const service =
    options.serviceRole === undefined ? { ...owner, user: `${database}_service` } : as(options.serviceRole);

  await withAdmin(server, async (admin) => {
    await execute(admin, `create role ${quote(owner.user)} login password '${owner.password}'`);
    if (options.serviceRole === undefined) {
      await execute(admin, `create role ${quote(service.user)} login password '${service.password}'`);
    }
    const shared = [options.serviceRole ?? [], options.otherRoles ?? []].flat();
    for (const role of shared) await createSharedRole(admin, role);
    await execute(admin, `create database ${quote(database)} owner ${quote(owner.user)}`);
  });
  if (options.serviceRole === undefined) await grantByDefault(owner, service.user);
  if (options.migrationsDirectory !== undefined) {
    const log = createLogger({ service: 'test-database', level: 'warn' });
    await runMigrations({ connection: owner, source: options.migrationsDirectory, log });
  }
  const ownRoles = options.serviceRole === undefined ? [service.user, owner.user] : [owner.user];
  return {
    host: server.host,
    port: server.port,
    database,
    owner,
    service,
    as,
    drop: () => drop(server, database, ownRoles),
  };
}

async function grantByDefault(owner: PgConnectionOptions, serviceRole: string): Promise<void> {
  const grants = [
    'select, insert, update, delete on tables',
    'usage, select, update on sequences',
    'execute on functions',
  ];
  await withAdmin(owner, async (connection) => {
    for (const grant of grants) {
      await execute(connection, `alter default privileges grant ${grant} to ${quote(serviceRole)}`);
    }
  });
}

/** Test files run concurrently, so a lock prevents two of them from creating the same role. */
async function createSharedRole(admin: Pool, role: string): Promise<void> {
  await execute(
    admin,
    `do $$ begin
       perform pg_advisory_xact_lock(hashtext('shared test role'));
       if not exists (select from pg_roles where rolname = '${role.replaceAll("'", "''")}') then
         create role ${quote(role)} login password '${sharedRolePassword}';
       end if;
     end $$`,
  );
}

async function drop(server: PgConnectionOptions, database: string, roles: readonly string[]): Promise<void> {
  await withAdmin(server, async (admin) => {
    await execute(admin, `drop database if exists ${quote(database)} with (force)`);
    for (const role of roles) await execute(admin, `drop role if exists ${quote(role)}`);
  });
}

async function withAdmin(
  connection: PgConnectionOptions,
  work: (admin: Pool) => Promise<void>,
): Promise<void> {
  const admin = createPool({
    connection,
    maxConnections: 1,
    statementTimeoutMs: 60_000,
    connectionTimeoutMs: 20_000,
    applicationName: 'test-database',
    onError: () => undefined,
  });
  try {
    await work(admin);
  } finally {
    await admin.close();
  }
}

const execute = (pool: Pool, sql: string) => pool.query(unnamedStatement(sql));

const quote = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;
