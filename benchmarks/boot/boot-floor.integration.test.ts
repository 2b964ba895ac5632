import { isPortFree } from '@petstore/engine/port-allocator';
import { type RunningPostgres, startPostgres } from '@petstore/engine/postgres';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FloorDatabase } from '../floor/bare-database.ts';
import { withClient } from '../floor/start-floor.ts';
import { findFreePorts } from '../processes/find-free-ports.ts';
import { createLifetime, type Lifetime } from '../processes/lifetime.ts';
import { canObserveProcesses, listProcesses } from '../processes/observe-processes.ts';
import { createDataFolder } from '../system/create-data-folder.ts';
import { createBareDatabase, readServerCommand } from './bare-postgres.ts';
import { type BootFloor, bundleBarePod, type FloorShape, startBootFloor } from './start-boot-floor.ts';

const [pods, initContainers] = [3, 2];

let lifetime: Lifetime;
let shape: FloorShape;
let database: FloorDatabase;
let program: string;
/** Children that are there without a floor, such as that of esbuild. */
let others: readonly number[];

beforeAll(async () => {
  lifetime = createLifetime(120_000);
  const folder = await createDataFolder(lifetime);
  const [port = 0] = await findFreePorts(1);
  const server: RunningPostgres = await startPostgres({ dataDirectory: folder.path, port, parameters: {} });
  shape = { server: await readServerCommand(server.pid, port), pods, initContainers };
  await server.stop();
  database = { ...(await createBareDatabase(folder.path)), port };
  program = await bundleBarePod(folder.path);
  others = await listChildren([]);
});
afterAll(() => lifetime.end());

function start(
  changes: { readonly password?: string; readonly server?: Partial<FloorShape['server']> } = {},
) {
  const { password = database.password, server } = changes;
  return startBootFloor({
    shape: { ...shape, server: { ...shape.server, ...server } },
    database: { ...database, password },
    program,
    lifetime,
  });
}

async function listChildren(except: readonly number[]): Promise<number[]> {
  const children = (await listProcesses()).filter(({ parentPid }) => parentPid === process.pid);
  return children.map(({ pid }) => pid).filter((pid) => !except.includes(pid));
}

async function expectNothingLeft(): Promise<void> {
  expect(await listChildren(others)).toEqual([]);
  expect(await isPortFree(database.port)).toBe(true);
}

describe.runIf(canObserveProcesses)('the boot floor', () => {
  it('starts, and leaves nothing when it is stopped', async () => {
    const floor: BootFloor = await start();
    expect(floor.ports).toHaveLength(pods);
    for (const port of floor.ports) {
      const { statusCode, body } = await request(`http://127.0.0.1:${port}/`);
      await body.dump();
      expect(statusCode).toBe(200);
    }
    const children = await listChildren(others);
    // The init containers have exited; the server is there besides the pods.
    expect(children).toHaveLength(pods + 1);
    expect(await floor.listProcesses()).toEqual(expect.arrayContaining(children));
    expect(floor.readySeconds).toBeGreaterThan(0);
    expect(Object.values(floor.cpu ?? {}).every((seconds) => seconds > 0)).toBe(true);
    await floor.stop();
    await expectNothingLeft();
  });

  it('keeps the connection of each pod, and none of an init container', async () => {
    const floor = await start();
    const connections = await withClient(database, async (client) => {
      const { rows } = await client.query<{ count: number }>(
        'select count(*)::integer as count from pg_stat_activity where datname = current_database()',
      );
      return rows[0]?.count;
    });
    await floor.stop();
    const own = 1;
    expect(connections).toBe(pods + own);
  });

  it('leaves nothing when a pod cannot connect', async () => {
    await expect(start({ password: 'wrong' })).rejects.toMatchObject({
      code: 'benchmark-process-failed',
      message: expect.stringContaining('password authentication failed'),
    });
    await expectNothingLeft();
  });

  it('leaves nothing when the server does not start', async () => {
    await expect(start({ server: { args: ['-D', '/no/such/folder'] } })).rejects.toMatchObject({
      code: 'benchmark-process-failed',
      message: expect.stringContaining("the boot floor's PostgreSQL ended with"),
    });
    await expectNothingLeft();
  });
});
