import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { loadConfig, serviceSettings } from '../config/index.ts';
import { unnamedStatement } from '../postgres/index.ts';
import { createTestDatabase, LateServer, type TestDatabase, testServer } from '../testing/index.ts';
import { type RunningService, startService } from './index.ts';

const patience = { timeout: 20_000, interval: 50 };
const selectOne = unnamedStatement<{ one: number }>('select 1 as one');

let database: TestDatabase;
let late: LateServer;
let service: RunningService | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  late = new LateServer(testServer());
});

afterAll(async () => {
  await service?.stop();
  await late.close();
  await database.drop();
});

async function ask(path: string): Promise<{ status: number; body: string }> {
  const response = await fetch(`${service?.url}${path}`);
  return { status: response.status, body: await response.text() };
}

async function startCounting(port: number): Promise<RunningService> {
  const { user, password, database: name } = database.owner;
  const environment = {
    ...{ PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: name },
    ...{ PORT: '0', LOG_LEVEL: 'silent' },
  };
  return startService({
    name: 'counting',
    settings: loadConfig(serviceSettings, environment),
    environment,
    handlesSignals: false,
    build(context) {
      const pool = context.openDatabase();
      return {
        routes(server) {
          server.get('/count', async () => (await pool.query(selectOne)).rows[0]);
        },
      };
    },
  });
}

test('starts without its database, is not ready, and works as soon as the database is available', async () => {
  service = await startCounting(await late.reservePort());
  expect((await ask('/health')).status).toBe(200);
  expect(await ask('/ready')).toMatchObject({ status: 503, body: expect.stringContaining('database') });
  expect(await ask('/count')).toMatchObject({
    status: 503,
    body: expect.stringContaining('database-unavailable'),
  });
  await late.come();
  await vi.waitFor(async () => expect((await ask('/ready')).status).toBe(200), patience);
  expect(await ask('/count')).toEqual({ status: 200, body: '{"one":1}' });
});

test('survives the loss and return of its database', async () => {
  await late.close();
  await vi.waitFor(async () => expect((await ask('/ready')).status).toBe(503), patience);
  await late.come();
  await vi.waitFor(async () => expect((await ask('/count')).status).toBe(200), patience);
});

test('runs any number of workers without a warning of listeners that leak', async () => {
  const warnings: string[] = [];
  const listen = ({ name }: Error) => void warnings.push(name);
  process.on('warning', listen);
  const environment = { PORT: '0', LOG_LEVEL: 'silent' };
  const working = await startService({
    name: 'busy',
    settings: loadConfig(serviceSettings, environment),
    environment,
    handlesSignals: false,
    build: ({ clock }) => ({
      routes: () => undefined,
      workers: Array.from({ length: 12 }, (_, index) => ({
        name: `worker-${index}`,
        run: (signal) => clock.wait(Number.POSITIVE_INFINITY, signal),
      })),
    }),
  });
  await working.stop();
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});
