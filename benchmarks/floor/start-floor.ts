import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { request } from 'undici';
import { locateRoot } from '../locate-root.ts';
import { findFreePorts } from '../processes/find-free-ports.ts';
import type { Lifetime } from '../processes/lifetime.ts';
import { failed, type StartedProcess, startProcess } from '../processes/start-process.ts';
import type { FloorDatabase } from './bare-database.ts';
import { bundleProcess } from './bundle-process.ts';
import {
  type FloorCounts,
  type FloorProcessOptions,
  type FloorRole,
  floorCallees,
  floorRoles,
} from './floor-process.ts';
import { type FloorStock, stockFloor } from './stock-floor.ts';

export const floorDatabase = 'floor';

interface StartFloorOptions {
  /** A superuser of the server that the floor's database is created on. */
  readonly admin: Omit<FloorDatabase, 'database'>;
  /** Journeys that the stock is for. */
  readonly journeys: number;
  /** Folder for the program. */
  readonly directory: string;
  readonly lifetime: Lifetime;
}

export interface Floor {
  /** Where a customer sends requests: the proxy in front of the gateway. */
  readonly origin: string;
  readonly stock: FloorStock;
  /** The floor's database, by its owner. */
  readonly database: FloorDatabase;
  readonly pids: ReadonlyMap<FloorRole, number>;
  readCounts(): Promise<ReadonlyMap<FloorRole, FloorCounts>>;
}

const answersWithinMs = 20_000;
const pollMs = 20;

/** Starts the seven processes of the floor on a new database of that server. */
export async function startFloor(options: StartFloorOptions): Promise<Floor> {
  const { directory, lifetime } = options;
  const program = join(directory, 'floor.cjs');
  await bundleProcess(join(locateRoot(), 'benchmarks', 'floor', 'floor-main.ts'), program);
  const { database, stock } = await createFloorDatabase(options);
  const free = await findFreePorts(floorRoles.length - 1 + floorCallees.length);
  const take = () => free.pop() ?? 0;
  const ports = {
    gateway: take(),
    'petstore-domain': take(),
    'payment-service': take(),
    'payment-provider': take(),
    'ml-pet-advisor': take(),
    analytics: take(),
  };
  const proxyPorts = {
    gateway: take(),
    'petstore-domain': take(),
    'payment-service': take(),
    'payment-provider': take(),
    'ml-pet-advisor': take(),
  };
  const pids = new Map<FloorRole, number>();
  for (const role of floorRoles) {
    const told: FloorProcessOptions = { role, database, ports, proxyPorts };
    const args = [program, JSON.stringify(told)];
    const started = await startProcess({ command: process.execPath, args, lifetime });
    pids.set(role, started.pid);
    await untilListening(role, role === 'proxy' ? proxyPorts.gateway : ports[role], started);
  }
  return {
    origin: `http://127.0.0.1:${proxyPorts.gateway}`,
    stock,
    database,
    pids,
    async readCounts() {
      const counts = new Map<FloorRole, FloorCounts>();
      for (const role of floorRoles) {
        if (role === 'proxy') continue;
        const { body } = await request(`http://127.0.0.1:${ports[role]}/counts`);
        counts.set(role, (await body.json()) as FloorCounts);
      }
      return counts;
    },
  };
}

async function createFloorDatabase({ admin, journeys }: StartFloorOptions) {
  const password = randomBytes(16).toString('hex');
  const database = { ...admin, user: floorDatabase, password, database: floorDatabase };
  await withClient({ ...admin, database: 'postgres' }, async (client) => {
    await client.query(`create role ${floorDatabase} login password '${password}'`);
    await client.query(`create database ${floorDatabase} owner ${floorDatabase}`);
    // As in the databases of our services.
    await client.query(`alter database ${floorDatabase} set plan_cache_mode = force_generic_plan`);
  });
  const stock = await withClient(database, (client) => stockFloor(client, journeys));
  return { database, stock };
}

/** Runs `work` with a connection that is closed afterwards. */
export async function withClient<Result>(
  options: FloorDatabase,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(options);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function untilListening(role: FloorRole, port: number, started: StartedProcess): Promise<void> {
  const deadline = performance.now() + answersWithinMs;
  let outcome: number | NodeJS.Signals | undefined;
  started.exited.then((ended) => {
    outcome = ended;
  });
  for (;;) {
    const isThere = await request(`http://127.0.0.1:${port}/counts`).then(
      ({ body }) => body.dump().then(() => true),
      () => false,
    );
    if (isThere) return;
    if (outcome !== undefined || performance.now() > deadline)
      throw failed(`the floor's ${role}`, outcome ?? 'SIGKILL', started);
    await delay(pollMs);
  }
}
