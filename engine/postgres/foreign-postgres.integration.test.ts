import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { LateServer, testServer } from '@petstore/chassis/testing';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Engine, type EngineOptions, type EngineProgress, startEngine } from '../engine.ts';
import { askArchiveDesk, writeArchive } from '../testing/archive-system.ts';
import { bundleProxy } from '../testing/running-mesh.ts';
import { provisionDatabases } from './index.ts';

const database = { name: 'books_of_record', owner: 'librarian', ensure: 'absent' } as const;

let directory = '';
let options: EngineOptions;
let engine: Engine | null = null;
let admin: Pool;

function urlOf(
  changes: {
    readonly host?: string;
    readonly user?: string;
    readonly password?: string;
    readonly port?: number;
  } = {},
) {
  const { host, port, user, password } = { ...testServer(), ...changes };
  return `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/postgres?sslmode=disable`;
}

async function run(...texts: readonly string[]): Promise<void> {
  for (const text of texts) await admin.query(unnamedStatement(text));
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'foreign-postgres-'));
  options = { ...(await writeArchive(directory)), distDirectory: await bundleProxy(), postgresUrl: urlOf() };
  admin = createPool({
    connection: testServer(),
    maxConnections: 1,
    applicationName: 'test',
    onError: () => undefined,
  });
});

afterEach(async () => {
  await engine?.stop();
  engine = null;
  await provisionDatabases(testServer(), {
    databases: [database],
    roles: [{ name: 'librarian', ensure: 'absent' }],
  });
  await admin.close();
  await rm(directory, { recursive: true, force: true });
  await rm(options.distDirectory, { recursive: true, force: true });
});

async function books(): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: (await askArchiveDesk(options.portOffset)).DATABASE_URL });
  await client.connect();
  try {
    await client.query('create table if not exists books (title text)');
    await client.query("insert into books values ('Moby-Dick')");
    return (await client.query('select current_user, title from books')).rows;
  } finally {
    await client.end();
  }
}

test('uses a server that somebody else runs, makes what the manifests want there, and lets it run on', async () => {
  engine = await startEngine(options);
  await engine.ready();
  const { host, port } = testServer();
  expect(engine.status().postgres).toEqual({ host, port, pid: null });
  expect(await askArchiveDesk(options.portOffset)).toMatchObject({ PGHOST: host, PGPORT: String(port) });
  expect(await books()).toEqual([{ current_user: 'librarian', title: 'Moby-Dick' }]);
  await engine.stop();
  expect(await readdir(options.dataDirectory)).not.toContain('postgres');
  engine = await startEngine(options);
  await engine.ready();
  expect(await books()).toHaveLength(2);
});

test('takes over no role and no database of somebody else', async () => {
  await run('create role librarian', `create database ${database.name}`);
  await expect(startEngine(options)).rejects.toMatchObject({
    code: 'postgres-server-refused',
    message: expect.stringMatching(
      /roles of others .*librarian; it has databases of others .*books_of_record/,
    ),
  });
  await run(`drop database ${database.name}`, 'drop role librarian');
});

test('refuses an administrator who may not create anything', async () => {
  await run("create role visitor login password 'visits'");
  try {
    const postgresUrl = urlOf({ user: 'visitor', password: 'visits' });
    await expect(startEngine({ ...options, postgresUrl })).rejects.toMatchObject({
      code: 'postgres-server-refused',
      message: expect.stringContaining('CREATEROLE and CREATEDB'),
    });
  } finally {
    await run('drop role visitor');
  }
});

test.each([
  ['a wrong password', { password: 'wrong' }, 'postgres-server-refused'],
  ['a port where nobody listens', { port: 1 }, 'postgres-server-refused'],
])('says so of %s, and leaves nothing running', async (_what, changes, code) => {
  const refused = startEngine({ ...options, postgresUrl: urlOf(changes), postgresPatienceMs: 500 });
  await expect(refused).rejects.toMatchObject({ code });
  expect(await readdir(options.dataDirectory)).toEqual([]);
  engine = await startEngine(options);
});

test('waits for a server that comes later, and says so', async () => {
  const late = new LateServer(testServer());
  const port = await late.reservePort();
  const steps: string[] = [];
  const onProgress = ({ message }: EngineProgress) => {
    steps.push(message);
    if (message.startsWith('waiting for the server')) void late.come();
  };
  try {
    engine = await startEngine({ ...options, postgresUrl: urlOf({ host: '127.0.0.1', port }), onProgress });
    await engine.ready();
    expect(steps).toContain(`waiting for the server at 127.0.0.1:${port}, 30 s at most`);
    await engine.stop();
    engine = null;
  } finally {
    await late.close();
  }
});

test('refuses an URL that asks for what is not there', async () => {
  const postgresUrl = `${urlOf()}&target_session_attrs=any`;
  await expect(startEngine({ ...options, postgresUrl })).rejects.toMatchObject({
    code: 'postgres-url-invalid',
  });
  expect(await readdir(options.dataDirectory)).toEqual([]);
});
