import { createServer } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@petstore/chassis/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { withInteraction } from '../correlation/index.ts';
import { deadlineAfter } from '../time/index.ts';
import { createPool, type PoolOptions } from './create-pool.ts';
import { statement, unnamedStatement } from './queryable.ts';
import { isUniqueViolation } from './wrap-postgres-error.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ name: 'pool' });
});
afterAll(() => database.drop());

function openPool(options: Partial<PoolOptions> = {}) {
  const onError = vi.fn();
  const pool = createPool({ connection: database.owner, applicationName: 'pool test', onError, ...options });
  onTestFinished(() => pool.close());
  return { pool, onError };
}

const backendPid = statement<{ pid: number }>('backend-pid', 'select pg_backend_pid() as pid');

describe('createPool', () => {
  it('plans a named statement once a connection and runs it with values', async () => {
    const { pool } = openPool({ maxConnections: 1 });
    const add = statement<{ sum: number }>('add', 'select $1::int8 + $2::int8 as sum');
    expect((await pool.query(add, [1, 2])).rows).toEqual([{ sum: 3 }]);
    expect((await pool.query(add, [3, 4])).rows).toEqual([{ sum: 7 }]);
    const prepared = unnamedStatement<{ name: string }>('select name from pg_prepared_statements');
    expect((await pool.query(prepared)).rows).toEqual([{ name: 'add' }]);
  });

  it('receives notifications of a channel, also after its connection was cut', async () => {
    const { pool } = openPool({ maxConnections: 1 });
    const heard: string[] = [];
    pool.listen('news', (payload) => heard.push(payload));
    const { pool: other } = openPool({ maxConnections: 1 });
    const announce = (payload: string) =>
      other.query(unnamedStatement(`select pg_notify('news', '${payload}'), pg_notify('gossip', 'no')`));
    const [first] = (await pool.query(backendPid)).rows;
    await announce('one');
    await vi.waitFor(() => expect(heard).toEqual(['one']));
    await other.query(unnamedStatement('select pg_terminate_backend($1)'), [first?.pid]);
    await vi.waitFor(async () => expect((await pool.query(backendPid)).rows[0]?.pid).not.toBe(first?.pid));
    await announce('two');
    await vi.waitFor(() => expect(heard).toEqual(['one', 'two']));
  });

  it('reports a unique violation and keeps the connection', async () => {
    const { pool } = openPool({ maxConnections: 1 });
    await pool.query(unnamedStatement('create table pets (name text constraint pets_name_key unique)'));
    const insert = statement('insert-pet', 'insert into pets values ($1)');
    expect((await pool.query(insert, ['Rex'])).rowCount).toBe(1);
    const { pid } = (await pool.query(backendPid)).rows[0] ?? {};
    const error = await pool.query(insert, ['Rex']).catch((reason: unknown) => reason);
    expect(isUniqueViolation(error, 'pets_name_key')).toBe(true);
    expect((await pool.query(backendPid)).rows).toEqual([{ pid }]);
  });

  it('keeps the connection after a number that is too large to be read', async () => {
    const { pool } = openPool({ maxConnections: 1 });
    const { pid } = (await pool.query(backendPid)).rows[0] ?? {};
    const large = unnamedStatement('select 9223372036854775807::int8');
    await expect(pool.query(large)).rejects.toMatchObject({ code: 'integer-not-safe' });
    expect((await pool.query(backendPid)).rows).toEqual([{ pid }]);
  });

  it('reads xid8 as text', async () => {
    const { pool } = openPool();
    const { rows } = await pool.query(unnamedStatement<{ id: unknown }>('select pg_current_xact_id() as id'));
    expect(rows[0]?.id).toMatch(/^\d+$/);
  });

  it('gives up waiting for a connection when all are busy', async () => {
    const { pool } = openPool({ maxConnections: 1, connectionTimeoutMs: 500 });
    await pool.withConnection(async () => {
      expect(pool.counts()).toEqual({ total: 1, idle: 0, waiting: 0, max: 1 });
      await expect(pool.query(backendPid)).rejects.toMatchObject({
        code: 'database-pool-timeout',
        kind: 'unavailable',
      });
    });
    expect(pool.counts().idle).toBe(1);
  });

  it('has the server cancel a statement that takes too long', async () => {
    const { pool } = openPool({ statementTimeoutMs: 30 });
    await expect(pool.query(unnamedStatement('select pg_sleep(20)'))).rejects.toMatchObject({
      code: 'statement-timeout',
      kind: 'timeout',
    });
  });

  it('has the server end a session that idles in a transaction, and replaces it', async () => {
    const { pool } = openPool({ maxConnections: 1, idleInTransactionTimeoutMs: 30 });
    const outcome = pool.withConnection(async (connection) => {
      await connection.run('begin');
      const { pid } = (await connection.query(backendPid)).rows[0] ?? {};
      const { pool: observer } = openPool();
      const stillThere = statement<{ pid: number }>(
        'still-there',
        'select pid from pg_stat_activity where pid = $1',
      );
      await vi.waitUntil(async () => (await observer.query(stillThere, [pid])).rowCount === 0, {
        timeout: 10_000,
      });
      await connection.query(backendPid);
    });
    await expect(outcome).rejects.toMatchObject({ code: 'database-unavailable' });
    expect((await pool.query(backendPid)).rowCount).toBe(1);
  });

  it('reports a connection that breaks while idle, and replaces it', async () => {
    const { pool, onError } = openPool({ maxConnections: 1 });
    const { pid } = (await pool.query(backendPid)).rows[0] ?? {};
    await openPool().pool.query(statement('terminate', 'select pg_terminate_backend($1)'), [pid]);
    await vi.waitUntil(() => onError.mock.calls.length > 0, { timeout: 10_000 });
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'database-unavailable' });
    expect((await pool.query(backendPid)).rows[0]?.pid).not.toBe(pid);
  });

  it('reports a wrong password as refused access', async () => {
    const { pool } = openPool({ connection: { ...database.owner, password: 'wrong' } });
    await expect(pool.query(backendPid)).rejects.toMatchObject({ code: 'database-access-refused' });
  });

  it('reports a missing server as unavailable', async () => {
    const { pool } = openPool({ connection: { ...database.owner, port: 1 } });
    await expect(pool.query(backendPid)).rejects.toMatchObject({
      code: 'database-unavailable',
      kind: 'unavailable',
    });
  });

  it('reports a server that accepts and does not answer as unavailable', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as { port: number };
    const { pool } = openPool({ connection: { ...database.owner, port }, connectionTimeoutMs: 50 });
    await expect(pool.query(backendPid)).rejects.toMatchObject({ code: 'database-unavailable' });
  });

  it('limits how long a request waits, and recovers; background work waits longer', async () => {
    const { pool } = openPool({ maxConnections: 1, requestWaitMs: 100, connectionTimeoutMs: 20_000 });
    let letGo: () => void = () => undefined;
    const held = pool.withConnection(() => new Promise<void>((resolve) => (letGo = resolve)));
    const request = { correlationId: 'c', messageId: 'm', deadline: deadlineAfter(60_000) };
    const ask = () => withInteraction(request, () => pool.query(backendPid));
    const background = pool.query(backendPid);
    const startedAt = performance.now();
    await expect(ask()).rejects.toMatchObject({
      code: 'database-pool-timeout',
      kind: 'unavailable',
      details: { retryAfterSeconds: 1 },
    });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    letGo();
    await held;
    expect((await background).rowCount).toBe(1);
    expect((await ask()).rowCount).toBe(1);
    expect(pool.counts()).toMatchObject({ idle: 1, waiting: 0 });
  });

  it('can be closed twice and refuses work afterwards', async () => {
    const { pool } = openPool();
    await pool.query(backendPid);
    await Promise.all([pool.close(), pool.close()]);
    await expect(pool.query(backendPid)).rejects.toMatchObject({ code: 'database-unavailable' });
  });
});
