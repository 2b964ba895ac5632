import {
  createPool,
  inTransaction,
  type PgConnectionOptions,
  type Pool,
  type Queryable,
  unnamedStatement,
} from '@petstore/chassis/postgres';
import { escapeIdentifier } from 'pg';
import { type DatabaseSpec, databaseStatements, type ExistingDatabase } from './database-statements.ts';
import { type ExistingRole, membershipStatements, type RoleSpec, roleStatements } from './role-statements.ts';

export interface ProvisionOptions {
  readonly roles: readonly RoleSpec[];
  readonly databases: readonly DatabaseSpec[];
}

/** Creating a database copies a template and may take a while on a slow disk. */
const statementTimeoutMs = 60_000;

const selectRoles = (passwords: boolean) =>
  unnamedStatement<ExistingRole>(`
  select r.rolname as name, r.rolcanlogin as login, r.rolsuper as superuser, r.rolcreatedb as createdb,
    r.rolcreaterole as createrole, r.rolinherit as inherit, r.rolreplication as replication, r.rolbypassrls as bypassrls,
    r.rolconnlimit as "connectionLimit", shobj_description(r.oid, 'pg_authid') as comment,
    ${passwords ? 'r.rolpassword as verifier,' : ''}
    array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid) as "memberOf"
  from ${passwords ? 'pg_authid' : 'pg_roles'} r`);

const selectDatabases = unnamedStatement<ExistingDatabase>(`
  select d.datname as name, r.rolname as owner, d.datconnlimit as "connectionLimit", d.datallowconn as "allowConnections",
    d.datistemplate as "isTemplate"
  from pg_database d join pg_roles r on r.oid = d.datdba`);

const selectIsSuperuser = unnamedStatement<{ isSuperuser: boolean }>(
  'select rolsuper as "isSuperuser" from pg_roles where rolname = current_user',
);

/**
 * Brings a server's roles and databases to what is wanted, and changes nothing that is so already. The administrator is
 * the superuser, or a role that may create roles and databases; others on the server are left alone.
 */
export async function provisionDatabases(
  admin: PgConnectionOptions,
  options: ProvisionOptions,
): Promise<void> {
  const pool = createPool({
    connection: admin,
    maxConnections: 1,
    statementTimeoutMs,
    connectionTimeoutMs: 10_000,
    applicationName: 'engine',
    onError: () => undefined,
  });
  try {
    const isSuperuser = (await pool.query(selectIsSuperuser)).rows[0]?.isSuperuser === true;
    const absent = options.databases.filter(({ ensure }) => ensure === 'absent');
    await provisionEach(pool, absent);
    await inTransaction(pool, (transaction) => provisionRoles(transaction, options, isSuperuser));
    await provisionEach(
      pool,
      options.databases.filter((database) => !absent.includes(database)),
    );
  } finally {
    await pool.close();
  }
}

async function provisionRoles(
  transaction: Queryable,
  options: ProvisionOptions,
  isSuperuser: boolean,
): Promise<void> {
  const { rows } = await transaction.query(selectRoles(isSuperuser));
  const existing = new Map(rows.map((role) => [role.name, role]));
  for (const statementsOf of [roleStatements, membershipStatements]) {
    const statements = options.roles.flatMap((spec) => statementsOf(spec, existing.get(spec.name)));
    for (const text of statements) await transaction.query(unnamedStatement(text));
  }
  if (isSuperuser) return;
  // Only a superuser may make others the owner of something without being able to act as them.
  const owners = new Set(
    options.databases.filter(({ ensure }) => ensure !== 'absent').map(({ owner }) => owner),
  );
  for (const owner of owners) {
    await transaction.query(unnamedStatement(`grant ${escapeIdentifier(owner)} to current_user`));
  }
}

async function provisionEach(pool: Pool, specs: readonly DatabaseSpec[]): Promise<void> {
  if (specs.length === 0) return;
  const { rows } = await pool.query(selectDatabases);
  const existing = new Map(rows.map((database) => [database.name, database]));
  for (const spec of specs) {
    for (const text of databaseStatements(spec, existing.get(spec.name)))
      await pool.query(unnamedStatement(text));
  }
}
