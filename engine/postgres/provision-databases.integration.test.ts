import { randomBytes } from 'node:crypto';
import { createPool, type PgConnectionOptions, unnamedStatement } from '@petstore/chassis/postgres';
import { testServer } from '@petstore/chassis/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provisionDatabases } from './provision-databases.ts';

let admin: PgConnectionOptions;
let name: string;

beforeEach(() => {
  admin = testServer();
  name = `provision_${randomBytes(6).toString('hex')}`;
});
afterEach(async () => {
  await provisionDatabases(admin, {
    databases: [{ name, owner: `${name}_owner`, ensure: 'absent' }],
    roles: [`${name}_owner`, name, `${name}_group`].map((role) => ({
      name: role,
      ensure: 'absent' as const,
    })),
  });
});

const wanted = () => ({
  roles: [
    { name: `${name}_owner`, password: 'owner-secret', login: true },
    { name, password: 'service-secret', login: true, inRoles: [`${name}_group`] },
    { name: `${name}_group` },
  ],
  databases: [{ name, owner: `${name}_owner` }],
});
const owner = () => ({ ...admin, database: name, user: `${name}_owner`, password: 'owner-secret' });
const service = () => ({ ...admin, database: name, user: name, password: 'service-secret' });

async function query(connection: PgConnectionOptions, sql: string) {
  const pool = createPool({
    connection,
    maxConnections: 1,
    applicationName: 'test',
    onError: () => undefined,
  });
  try {
    return (await pool.query(unnamedStatement<Record<string, unknown>>(sql))).rows;
  } finally {
    await pool.close();
  }
}

describe('provisionDatabases', () => {
  it('lets the owner define and the service only use what it is granted', async () => {
    await provisionDatabases(admin, wanted());
    await query(owner(), `create table pets (id int); grant select on pets to "${name}"`);
    expect(await query(service(), 'select * from pets')).toEqual([]);
    for (const refused of [
      'create table mine (id int)',
      'create schema mine',
      'drop table pets',
      'delete from pets',
    ]) {
      await expect(query(service(), refused)).rejects.toMatchObject({ details: { sqlState: '42501' } });
    }
  });

  it('changes nothing the second time', async () => {
    await provisionDatabases(admin, wanted());
    const state = () =>
      query(
        admin,
        `select xmin::text, rolpassword from pg_authid where rolname like '${name}%' order by rolname`,
      );
    const before = await state();
    await provisionDatabases(admin, wanted());
    expect(await state()).toEqual(before);
    expect(before).toHaveLength(3);
  });

  it('follows a changed password', async () => {
    const { roles, databases } = wanted();
    await provisionDatabases(admin, { roles, databases });
    const changed = roles.map((role) => (role.name === name ? { ...role, password: 'new-secret' } : role));
    await provisionDatabases(admin, { roles: changed, databases });
    expect(await query({ ...service(), password: 'new-secret' }, 'select 1 as one')).toEqual([{ one: 1 }]);
    await expect(query(service(), 'select 1')).rejects.toMatchObject({ code: 'database-access-refused' });
  });

  it('accepts passwords that are not plain ASCII', async () => {
    const roles = wanted().roles.map((role) =>
      role.name === name ? { ...role, password: 'pässwörd' } : role,
    );
    await provisionDatabases(admin, { ...wanted(), roles });
    expect(await query({ ...service(), password: 'pässwörd' }, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('works for an administrator who is no superuser', async () => {
    const lesser = { ...admin, user: `${name}_admin`, password: 'admin-secret' };
    const role = {
      name: lesser.user,
      password: lesser.password,
      login: true,
      createdb: true,
      createrole: true,
    };
    await provisionDatabases(admin, { roles: [role], databases: [] });
    try {
      await provisionDatabases(lesser, wanted());
      await provisionDatabases(lesser, wanted());
      expect(await query(owner(), 'create table pets (id int)')).toEqual([]);
    } finally {
      await provisionDatabases(admin, {
        databases: [{ name, owner: `${name}_owner`, ensure: 'absent' }],
        roles: [`${name}_owner`, name, `${name}_group`, lesser.user].map((each) => ({
          name: each,
          ensure: 'absent' as const,
        })),
      });
    }
  });
});
