import { mkdir, realpath } from 'node:fs/promises';
import { createPool, type PgConnectionOptions, unnamedStatement } from '@petstore/chassis/postgres';
import { chooseHome, type PostgresHome, systemDirectories, systemDirectory } from './choose-home.ts';
import { embeddedPostgresErrors } from './errors.ts';
import { initializeData, superuser } from './initialize-data.ts';
import { type LaunchedServer, launchServer, type ServerExit, serverLogPath } from './launch-server.ts';
import { preparePostgresBinaries } from './prepare-binaries.ts';
import { optionsLine, serverArguments } from './server-command.ts';
import { stopServer } from './server-process.ts';
import { settleOrphan } from './settle-orphan.ts';

/** A server that the system's databases live on. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  /** Null for a server that is not this engine's. */
  readonly pid: number | null;
  /** Whoever may create roles and databases there. */
  readonly admin: PgConnectionOptions;
  /**
   * Ends a server of this engine, within 2.5 s unless less is asked for; nothing that was committed is lost. Any other
   * runs on.
   */
  stop(withinMs?: number): Promise<void>;
}

export interface StartPostgresOptions {
  /** The engine's data folder; the server's own is `postgres` in it. */
  readonly dataDirectory: string;
  readonly port: number;
  /** As in a CloudNativePG Cluster's `postgresql.parameters`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Told of the steps that take time or deserve a word. */
  readonly onProgress?: (step: string) => void;
  /** Where root's server may keep its files when the data folder cannot be reached by its user. */
  readonly systemDirectories?: readonly string[];
  /** The npm package with the binaries, if not the installed one. */
  readonly packageDirectory?: string;
  /** Breaks the start off and leaves nothing running. */
  readonly signal?: AbortSignal;
}

export interface RunningPostgres extends PostgresServer {
  readonly pid: number;
  /** Where the server writes what it says. */
  readonly logPath: string;
  /** The server was left behind by an earlier engine and is used as it runs. */
  readonly adopted: boolean;
  /** Resolves when the server has ended, by `stop` or by itself. Starting again recovers it. */
  readonly exited: Promise<ServerExit>;
}

/**
 * Starts the embedded server on loopback, creating its data on the first use; adopts the server that an earlier engine
 * left running on the same data with the same settings, and restarts one with others. The caller sees to it that only
 * one engine uses a data folder.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  const { port, parameters } = options;
  const { onProgress = () => undefined, signal = new AbortController().signal } = options;
  serverArguments({ dataDirectory: '', port, parameters });
  const { home, binaries } = await prepareFiles(options);
  refuseLineBreak(home.directory);
  const { dataDirectory, password } = await initializeData(home, {
    initdb: binaries.initdb,
    isDurable: parameters['fsync'] !== 'off',
    signal,
    onCreate: () => onProgress('creating PostgreSQL data'),
  });
  const serverArgs = serverArguments({ dataDirectory, port, parameters });
  const { postgres } = binaries;
  const orphan = await settleOrphan(dataDirectory, optionsLine(postgres, serverArgs), onProgress);
  const launchOptions = {
    postgres,
    serverArgs,
    homeDirectory: home.directory,
    dataDirectory,
    port,
    user: home.user,
    signal,
  };
  const server = orphan ?? (await launchServer(launchOptions));
  const admin = { host: '127.0.0.1', port, database: 'postgres', user: superuser, password };
  await checkAdmin(admin, server);
  let hasEnded = false;
  const exited = server.exited.finally(() => {
    hasEnded = true;
  });
  return {
    host: '127.0.0.1',
    port,
    pid: server.pid,
    logPath: serverLogPath(home.directory),
    adopted: orphan !== undefined,
    admin,
    exited,
    // The number of a process that has ended may be somebody else's by now.
    stop: async (withinMs) => (hasEnded ? undefined : stopServer(server.pid, withinMs)),
  };
}

/** The server writes its folder into one line of its pid file, which could then not be read any more. */
function refuseLineBreak(directory: string): void {
  if (!/[\n\r]/.test(directory)) return;
  throw embeddedPostgresErrors.create('postgres-data-unusable', {
    message: `PostgreSQL's data cannot be in ${JSON.stringify(directory)}, a path with a line break: take another --data.`,
  });
}

async function prepareFiles(options: StartPostgresOptions) {
  const { systemDirectories: candidates = systemDirectories, packageDirectory } = options;
  await mkdir(options.dataDirectory, { recursive: true });
  const home: PostgresHome = await chooseHome({
    dataDirectory: await realpath(options.dataDirectory),
    systemDirectories: candidates,
    onProgress: options.onProgress ?? (() => undefined),
  });
  const binaries = await preparePostgresBinaries({
    user: home.user,
    cacheDirectory: async () => (home.user === undefined ? home.directory : systemDirectory(candidates)),
    ...(packageDirectory === undefined ? {} : { packageDirectory }),
  });
  return { home, binaries };
}

/** A server whose superuser cannot be reached with the kept password is of no use, so it is not left running. */
async function checkAdmin(admin: PgConnectionOptions, server: LaunchedServer): Promise<void> {
  const pool = createPool({
    connection: admin,
    maxConnections: 1,
    applicationName: 'engine',
    onError: () => undefined,
  });
  try {
    await pool.query(unnamedStatement('select 1'));
  } catch (error) {
    await stopServer(server.pid);
    throw error;
  } finally {
    await pool.close();
  }
}
