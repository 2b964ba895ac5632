import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@petstore/chassis/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPool, type Pool } from './create-pool.ts';
import { unnamedStatement } from './queryable.ts';
import { runMigrations } from './run-migrations.ts';

let database: TestDatabase;
let directory: string;
let pool: Pool;

beforeEach(async () => {
  database = await createTestDatabase({ name: 'migrations' });
  directory = await mkdtemp(join(tmpdir(), 'migrations-'));
  pool = createPool({
    connection: database.owner,
    applicationName: 'migrations test',
    onError: () => undefined,
  });
});
afterEach(async () => {
  await pool.close();
  await database.drop();
  await rm(directory, { recursive: true });
});

const log = { info: vi.fn() };
const migrate = () => runMigrations({ connection: database.owner, source: directory, log });
const write = (name: string, sql: string) => writeFile(join(directory, name), sql);
const tables = async () => {
  const text = `select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not like '%migrations' order by 1`;
  return (await pool.query(unnamedStatement<{ name: string }>(text))).rows.map(({ name }) => name);
};

describe('runMigrations', () => {
  it('applies the files in the order of their names, once', async () => {
    await write('0002-toys.sql', 'create table toys (pet int references pets);');
    await write('0001-pets.sql', 'create table pets (id int primary key); insert into pets values (1);');
    await write('notes.txt', 'not SQL');
    expect(await migrate()).toEqual({ applied: ['0001-pets.sql', '0002-toys.sql'] });
    expect(await migrate()).toEqual({ applied: [] });
    expect(await tables()).toEqual(['pets', 'toys']);
  });

  it('lets processes that start together wait for one another', async () => {
    await write('0001-pets.sql', 'create table pets (id int); select pg_sleep(0.05);');
    const reports = await Promise.all([migrate(), migrate(), migrate()]);
    expect(reports.flatMap(({ applied }) => applied)).toEqual(['0001-pets.sql']);
  });

  it('rolls back a file that fails and says where, keeping those before it', async () => {
    await write('0001-pets.sql', 'create table pets (id int);');
    await write('0002-broken.sql', 'create table toys (id int);\nselect wrong from pets;');
    await expect(migrate()).rejects.toMatchObject({
      code: 'migration-failed',
      message: '0002-broken.sql:2:8: column "wrong" does not exist',
    });
    expect(await tables()).toEqual(['pets']);
    await write('0002-broken.sql', 'create table toys (id int);');
    expect(await migrate()).toEqual({ applied: ['0002-broken.sql'] });
  });

  it('refuses an applied file that has changed, and applies nothing', async () => {
    await write('0001-pets.sql', 'create table pets (id int);');
    await migrate();
    await write('0001-pets.sql', 'create table pets (id bigint);');
    await write('0002-toys.sql', 'create table toys (id int);');
    await expect(migrate()).rejects.toMatchObject({
      code: 'migration-invalid',
      message: expect.stringContaining('0001-pets.sql has changed since it was applied'),
    });
    expect(await tables()).toEqual(['pets']);
  });

  it('takes a file with other line endings for unchanged', async () => {
    await write('0001-pets.sql', 'create table pets (\n  id int\n);\n');
    await migrate();
    await write('0001-pets.sql', 'create table pets (\r\n  id int\r\n);\r\n');
    expect(await migrate()).toEqual({ applied: [] });
  });

  it('refuses a file that ends the transaction that it runs in', async () => {
    await write('0001-pets.sql', 'create table pets (id int); commit;');
    await expect(migrate()).rejects.toMatchObject({
      code: 'migration-failed',
      message: expect.stringContaining('ends the transaction'),
    });
  });

  it('keeps a history for each source of one database', async () => {
    const { owner: connection } = database;
    const texts = [{ name: '0001-inbox', sql: 'create table inbox (id int)' }];
    await write('0002-pets.sql', 'create table pets (id int);');
    await migrate();
    const migrateTexts = () =>
      runMigrations({ connection, source: texts, history: 'messaging_migrations', log });
    expect(await migrateTexts()).toEqual({ applied: ['0001-inbox'] });
    expect(await migrateTexts()).toEqual({ applied: [] });
  });

  it('reports a server that is not there as unavailable', async () => {
    const connection = { ...database.owner, port: 1 };
    await expect(runMigrations({ connection, source: directory, log })).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });
});
