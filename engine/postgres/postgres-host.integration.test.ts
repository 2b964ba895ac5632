import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, unnamedStatement } from '@petstore/chassis/postgres';
import { systemClock } from '@petstore/chassis/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePorts } from '../testing/running-mesh.ts';
import { removePostgresData } from './abandoned-server.ts';
import { embeddedHost, type PostgresHost } from './postgres-host.ts';
import { isAlive } from './server-process.ts';

const logger = { warn: () => undefined, error: () => undefined };

let dataDirectory: string;
let host: PostgresHost;

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'postgres-host-'));
  await chmod(dataDirectory, 0o711);
  const [port = 0] = await freePorts(1);
  host = embeddedHost({ dataDirectory, port, clock: systemClock, logger });
});

afterEach(async () => {
  await host.stop();
  await removePostgresData(dataDirectory);
  await rm(dataDirectory, { recursive: true, force: true });
});

const parameters = { fsync: 'off', max_connections: '40' };

async function ask(sql: string, database = 'postgres') {
  if (host.current === null) throw new Error('Nothing is served.');
  const connection = { ...host.current.admin, database };
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

test('starts a server when a Cluster is to be served, ends it, and finds its data again', async () => {
  expect(host.current).toBeNull();
  await host.serve(parameters);
  const pid = host.current?.pid ?? 0;
  await host.serve({ ...parameters });
  expect(host.current?.pid).toBe(pid);
  await host.provision({ roles: [{ name: 'owner' }], databases: [{ name: 'books', owner: 'owner' }] });
  await ask('create table pages (id int)', 'books');
  await host.stop();
  expect(host.current).toBeNull();
  expect(isAlive(pid)).toBe(false);
  await host.serve(parameters);
  expect(await ask('select count(*)::int as pages from pages', 'books')).toEqual([{ pages: 0 }]);
});

test('restarts the server with other parameters', async () => {
  await host.serve(parameters);
  const pid = host.current?.pid;
  await host.serve({ ...parameters, max_connections: '50' });
  expect(host.current?.pid).not.toBe(pid);
  expect(await ask('show max_connections')).toEqual([{ max_connections: '50' }]);
});

test('runs on as it was where the server does not start with other parameters', async () => {
  await host.serve(parameters);
  const refused = { ...parameters, shared_buffers: 'plenty' };
  await expect(host.serve(refused)).rejects.toThrow();
  const pid = host.current?.pid;
  await expect(host.serve(refused)).rejects.toThrow();
  expect(host.current?.pid).toBe(pid);
  expect(await ask('show max_connections')).toEqual([{ max_connections: '40' }]);
});
