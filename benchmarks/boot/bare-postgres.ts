import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { startPostgres } from '@petstore/engine/postgres';
import type { FloorDatabase } from '../floor/bare-database.ts';
import { floorDatabase, withClient } from '../floor/start-floor.ts';
import { findFreePorts } from '../processes/find-free-ports.ts';
import type { Lifetime } from '../processes/lifetime.ts';
import { failed, type StartedProcess, startProcess } from '../processes/start-process.ts';

/** How a PostgreSQL server was started. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly port: number;
  readonly user: { readonly uid: number; readonly gid: number };
}

const stopsWithinMs = 10_000;

/** The command of a server that runs now, to start it again as it was. */
export async function readServerCommand(pid: number, port: number): Promise<ServerCommand> {
  const [text, { uid, gid }] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
    stat(`/proc/${pid}`),
  ]);
  const [command = '', ...args] = text.replace(/\0$/, '').split('\0');
  return { command, args, port, user: { uid, gid } };
}

/**
 * Starts the server as `pg_ctl start --no-wait` does; it may not accept connections yet. With a fast shutdown as ours.
 */
export function startBareServer(
  { command, args, user }: ServerCommand,
  lifetime: Lifetime,
): Promise<StartedProcess> {
  return startProcess({
    command,
    args,
    cwd: '/',
    environment: { LC_ALL: 'C', TZ: 'UTC' },
    // Only root may become somebody else.
    ...(process.getuid?.() === 0 ? { user } : {}),
    lifetime,
    stopSignal: 'SIGINT',
    stopWithinMs: stopsWithinMs,
  });
}

/** Rejects as soon as the server has ended. */
export async function rejectWhenEnded(server: StartedProcess): Promise<never> {
  throw failed("the boot floor's PostgreSQL", await server.exited, server);
}

/** Creates a role and a database for the floor on the server of a data folder that nobody uses now. */
export async function createBareDatabase(dataDirectory: string): Promise<Omit<FloorDatabase, 'port'>> {
  const [port = 0] = await findFreePorts(1);
  const server = await startPostgres({ dataDirectory, port, parameters: {} });
  try {
    const { host, user = '', password: adminPassword } = server.admin;
    const admin = { host, port, user, password: String(adminPassword), database: 'postgres' };
    const password = randomBytes(16).toString('hex');
    await withClient(admin, async (client) => {
      await client.query(`create role ${floorDatabase} login password '${password}'`);
      await client.query(`create database ${floorDatabase} owner ${floorDatabase}`);
    });
    return { host, user: floorDatabase, password, database: floorDatabase };
  } finally {
    await server.stop();
  }
}
