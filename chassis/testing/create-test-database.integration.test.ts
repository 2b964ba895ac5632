import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, type PgConnectionOptions, unnamedStatement } from '@petstore/chassis/postgres';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase, type TestDatabaseOptions } from './create-test-database.ts';
import { testServer } from './postgres-server.ts';

let migrationsDirectory: string;

beforeAll(async () => {
  migrationsDirectory = await mkdtemp(join(tmpdir(), 'test-database-'));
  await writeFile(join(migrationsDirectory, '0001-pets.sql'), 'create table pets (id bigserial, name text);');
});
afterAll(() => rm(migrationsDirectory, { recursive: true }));

async function makeDatabase(options: TestDatabaseOptions = {}) {
  const database = await createTestDatabase(options);
  onTestFinished(() => database.drop());
  return database;
}

async function run(connection: PgConnectionOptions, sql: string) {
  const pool = createPool({
    connection,
    maxConnections: 1,
    applicationName: 'test',
    onError: () => undefined,
  });
  try {
    return await pool.query(unnamedStatement<Record<string, unknown>>(sql));
  } finally {
    await pool.close();
  }
}

describe('createTestDatabase', () => {
  it('migrates as the owner and lets the service read and write, but not define', async () => {
    const { service } = await makeDatabase({ migrationsDirectory });
    await run(service, "insert into pets (name) values ('Rex')");
    expect((await run(service, 'select name from pets')).rows).toEqual([{ name: 'Rex' }]);
    await expect(run(service, 'create table mine (id int)')).rejects.toMatchObject({
      details: { sqlState: '42501' },
    });
    await expect(run(service, 'alter table pets add column age int')).rejects.toMatchObject({
      details: { sqlState: '42501' },
    });
  });

  it('leaves privileges to the migrations when they name the service role', async () => {
    const granted = await mkdtemp(join(tmpdir(), 'test-database-'));
    onTestFinished(() => rm(granted, { recursive: true }));
    const sql =
      'create table pets (id int); grant select on pets to named_service; grant insert on pets to named_writer;';
    await writeFile(join(granted, '0001-pets.sql'), sql);
    const options = {
      migrationsDirectory: granted,
      serviceRole: 'named_service',
      otherRoles: ['named_writer'],
    };
    const [first] = await Promise.all([makeDatabase(options), makeDatabase(options)]);
    expect((await run(first.service, 'select * from pets')).rows).toEqual([]);
    await expect(run(first.service, 'insert into pets values (1)')).rejects.toMatchObject({
      details: { sqlState: '42501' },
    });
    expect((await run(first.as('named_writer'), 'insert into pets values (1)')).rowCount).toBe(1);
  });

  it('drops the database and its own roles, even while connections are open', async () => {
    const database = await createTestDatabase({ name: 'dropped' });
    const pool = createPool({
      connection: database.service,
      applicationName: 'test',
      onError: () => undefined,
    });
    await pool.query(unnamedStatement('select 1'));
    await database.drop();
    await pool.close();
    const left = `select datname from pg_database where datname = '${database.database}'
      union select rolname from pg_roles where rolname in ('${database.owner.user}', '${database.service.user}')`;
    expect((await run(testServer(), left)).rows).toEqual([]);
  });
});
