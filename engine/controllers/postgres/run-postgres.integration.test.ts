import { randomBytes } from 'node:crypto';
import { createPool, type PgConnectionOptions, unnamedStatement } from '@petstore/chassis/postgres';
import { testServer } from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RecordedEvent } from '../../api/objects/event-recording.ts';
import { ObjectStore } from '../../api/store/object-store.ts';
import { closeDatabases, type PostgresHost, provisionDatabases } from '../../postgres/index.ts';
import { type PostgresController, runPostgres } from './run-postgres.ts';

const namespace = 'shop';
const apiVersion = 'postgresql.cnpg.io/v1';
/** Roles and databases of a server are there for all tests, so each has names of its own. */
let prefix: string;
let store: ObjectStore;
let controller: PostgresController;
let events: RecordedEvent[];
let host: PostgresHost & { isServing: boolean };

beforeEach(() => {
  prefix = `cnpg_${randomBytes(6).toString('hex')}`;
  store = new ObjectStore({ clock: systemClock });
  events = [];
  host = hostOf(testServer());
  controller = runPostgres({
    store,
    host,
    clock: systemClock,
    logger: { error: () => undefined },
    recordEvent: (event) => void events.push(event),
  });
});

afterEach(async () => {
  await controller.stop();
  const absent = (name: string) => ({ name, ensure: 'absent' as const });
  await provisionDatabases(testServer(), {
    databases: ['a', 'b'].map((each) => ({ ...absent(`${prefix}_${each}`), owner: 'postgres' })),
    roles: [`${prefix}_owner`].map(absent),
  });
});

/** The server of the tests in the place of one that is started. */
function hostOf(admin: PgConnectionOptions): typeof host {
  return {
    isServing: false,
    get current() {
      return this.isServing
        ? { host: admin.host, port: admin.port, pid: null, admin, stop: () => Promise.resolve() }
        : null;
    },
    async serve() {
      this.isServing = true;
    },
    provision: (contents) => provisionDatabases(admin, contents),
    close: (names) => closeDatabases(admin, names),
    async stop() {
      this.isServing = false;
    },
  };
}

function writeSecret(password: string): void {
  const metadata = { name: 'owner', namespace };
  const data = { password: Buffer.from(password).toString('base64') };
  const secret = { apiVersion: 'v1', kind: 'Secret' as const, metadata, data };
  if (store.get({ kind: 'Secret', ...metadata }) === undefined) store.create(secret);
  else store.replace(secret);
}

function createCluster(name: string, of = namespace): void {
  const roles = [{ name: `${prefix}_owner`, login: true, passwordSecret: { name: 'owner' } }];
  const spec = { instances: 1, storage: { size: '1Gi' }, managed: { roles } };
  store.create({ apiVersion, kind: 'Cluster', metadata: { name, namespace: of }, spec });
}

function createDatabase(name: string, changes: object = {}): void {
  const spec = {
    cluster: { name: 'books' },
    name: `${prefix}_${name}`,
    owner: `${prefix}_owner`,
    ...changes,
  };
  store.create({ apiVersion, kind: 'Database', metadata: { name, namespace }, spec });
}

function statusOf(kind: 'Cluster' | 'Database', name: string) {
  return store.get({ kind, name, namespace })?.status;
}

const asOwner = (database: string, password: string) => ({
  ...testServer(),
  database: `${prefix}_${database}`,
  user: `${prefix}_owner`,
  password,
});

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

test('makes roles and databases, and says so as the operator does', async () => {
  writeSecret('first');
  createCluster('books');
  createDatabase('a');
  expect(await controller.provisionAll()).toEqual([]);
  expect(await query(asOwner('a', 'first'), 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(statusOf('Database', 'a')).toEqual({ applied: true, observedGeneration: 1 });
  expect(statusOf('Cluster', 'books')).toMatchObject({
    phase: 'Cluster in healthy state',
    instances: 1,
    readyInstances: 1,
    currentPrimary: 'books-1',
    managedRolesStatus: { byStatus: { reconciled: [`${prefix}_owner`] } },
    conditions: [{ type: 'Ready', status: 'True', reason: 'ClusterIsReady' }],
  });
});

test('follows what comes later: a Database, its spec, and the password of a role', async () => {
  controller.start();
  writeSecret('first');
  createCluster('books');
  createDatabase('a');
  await vi.waitFor(() => expect(statusOf('Database', 'a')).toMatchObject({ applied: true }));
  createDatabase('b');
  await vi.waitFor(() => expect(statusOf('Database', 'b')).toMatchObject({ applied: true }));
  store.edit({ kind: 'Database', name: 'b', namespace }, (database) => ({
    ...database,
    spec: { ...database.spec, connectionLimit: 7 },
  }));
  await vi.waitFor(() => expect(statusOf('Database', 'b')).toMatchObject({ observedGeneration: 2 }));
  const limit = await query(
    asOwner('b', 'first'),
    'select datconnlimit as "limit" from pg_database where datname = current_database()',
  );
  expect(limit).toEqual([{ limit: 7 }]);
  writeSecret('second');
  await vi.waitFor(async () =>
    expect(await query(asOwner('a', 'second'), 'select 1 as one')).toEqual([{ one: 1 }]),
  );
  await expect(query(asOwner('a', 'first'), 'select 1')).rejects.toThrow();
});

test('stops serving a Database that is deleted, keeps its data, and serves it again', async () => {
  controller.start();
  writeSecret('first');
  createCluster('books');
  createDatabase('a');
  await vi.waitFor(() => expect(statusOf('Database', 'a')).toMatchObject({ applied: true }));
  await query(asOwner('a', 'first'), 'create table kept (id int)');
  store.delete({ kind: 'Database', name: 'a', namespace });
  await vi.waitFor(() => expect(query(asOwner('a', 'first'), 'select 1')).rejects.toThrow());
  createDatabase('a');
  await vi.waitFor(async () =>
    expect(await query(asOwner('a', 'first'), 'select count(*)::int as rows from kept')).toEqual([
      { rows: 0 },
    ]),
  );
});

test('stops serving a Cluster that is deleted, and says so of its Databases', async () => {
  controller.start();
  writeSecret('first');
  createCluster('books');
  createDatabase('a');
  await vi.waitFor(() => expect(statusOf('Database', 'a')).toMatchObject({ applied: true }));
  store.delete({ kind: 'Cluster', name: 'books', namespace });
  await vi.waitFor(() => expect(host.isServing).toBe(false));
  expect(statusOf('Database', 'a')).toMatchObject({
    applied: false,
    message: 'no Cluster books is served in this namespace',
  });
  await expect(query(asOwner('a', 'first'), 'select 1')).rejects.toThrow();
  createCluster('books');
  await vi.waitFor(async () =>
    expect(await query(asOwner('a', 'first'), 'select 1 as one')).toEqual([{ one: 1 }]),
  );
});

test('does not serve a second Cluster nor its Databases, says why, and serves it when the first is gone', async () => {
  writeSecret('first');
  createCluster('books');
  createCluster('more');
  createDatabase('b', { cluster: { name: 'more' } });
  await controller.provisionAll();
  await controller.provisionAll();
  const reason = 'one machine runs one PostgreSQL, which serves Cluster books of namespace shop';
  expect(statusOf('Cluster', 'more')).toMatchObject({
    phaseReason: reason,
    readyInstances: 0,
    conditions: [{ type: 'Ready', status: 'False' }],
  });
  expect(statusOf('Database', 'b')).toMatchObject({ applied: false });
  expect(events.map(({ object, message }) => [object.metadata.name, message])).toEqual([['more', reason]]);
  store.delete({ kind: 'Cluster', name: 'books', namespace });
  await controller.provisionAll();
  expect(statusOf('Cluster', 'more')).toMatchObject({ readyInstances: 1 });
  expect(statusOf('Database', 'b')).toMatchObject({ applied: true });
});

test('makes what it can where something cannot be made, and says what', async () => {
  writeSecret('first');
  createCluster('books');
  createDatabase('a', { owner: `${prefix}_nobody` });
  createDatabase('b');
  expect(await controller.provisionAll()).toEqual([expect.stringMatching(/^Database a: .*_nobody/)]);
  expect(statusOf('Database', 'a')).toMatchObject({
    applied: false,
    message: expect.stringContaining('_nobody'),
  });
  expect(statusOf('Database', 'b')).toMatchObject({ applied: true });
  expect(statusOf('Cluster', 'books')).toMatchObject({ readyInstances: 1 });
});

test('makes a role whose Secret is not there without a password, and says what it waits for', async () => {
  createCluster('books');
  await controller.provisionAll();
  expect(statusOf('Cluster', 'books')).toMatchObject({
    managedRolesStatus: {
      byStatus: { 'pending-reconciliation': [`${prefix}_owner`] },
      cannotReconcile: { [`${prefix}_owner`]: ['Secret owner does not exist'] },
    },
  });
});

test('rejects, and says so of the Cluster, when there is no server', async () => {
  host.serve = () => Promise.reject(new Error('the disk is full'));
  createCluster('books');
  await expect(controller.provisionAll()).rejects.toThrow('the disk is full');
  expect(statusOf('Cluster', 'books')).toMatchObject({
    phaseReason: 'the disk is full',
    readyInstances: 0,
    conditions: [{ type: 'Ready', status: 'False' }],
  });
});
