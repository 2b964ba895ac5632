import { type ChildProcess, spawn } from 'node:child_process';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@petstore/chassis/errors';
import { systemClock } from '@petstore/chassis/time';
import { embeddedPostgresErrors } from './errors.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { postgresSpawnOptions, type RunUser } from './run-user.ts';
import { isAlive, isZombie, stopServer } from './server-process.ts';

interface LaunchOptions {
  readonly postgres: string;
  readonly serverArgs: readonly string[];
  readonly homeDirectory: string;
  readonly dataDirectory: string;
  readonly port: number;
  readonly user: RunUser | undefined;
  /** Breaks the start off. */
  readonly signal: AbortSignal;
}

/** How a server ended; both are null when it is not this process's child. */
export interface ServerExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface LaunchedServer {
  readonly pid: number;
  readonly exited: Promise<ServerExit>;
}

/** Recovery after a crash may have much to replay. */
const readyDeadlineMs = 60_000;

/** A killed server's children notice within milliseconds, but until they have, its shared memory bars the next one. */
const leftoversDeadlineMs = 10_000;

/** Somebody waits for the end of everything; what the server was recovering it recovers at the next start. */
const brokenOffWithinMs = 1_000;

const pollMs = 10;
const loggedLines = 12;

export function serverLogPath(homeDirectory: string): string {
  return join(homeDirectory, 'server.log');
}

/**
 * Starts the server and resolves when it accepts connections. It stays when this process dies: the next engine adopts
 * it.
 */
export async function launchServer(options: LaunchOptions): Promise<LaunchedServer> {
  const logPath = serverLogPath(options.homeDirectory);
  await rename(logPath, `${logPath}.previous`).catch(() => undefined);
  const deadline = systemClock.now() + leftoversDeadlineMs;
  for (;;) {
    await forgetZombie(options.dataDirectory);
    const log = await open(logPath, 'a', 0o600);
    const outcome = await launchOnce(options, log).finally(() => log.close());
    if (typeof outcome !== 'string') return outcome;
    const said = await lastLines(logPath);
    const isBarred =
      /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(
        said.split('\n').slice(-3).join('\n'),
      ) && !(await hasRival(options.dataDirectory));
    if (!isBarred || options.signal.aborted || systemClock.now() >= deadline)
      throw startFailed(options.port, outcome, said);
    await systemClock.wait(pollMs * 5);
  }
}

/**
 * A server that has ended, but of whose end nobody has taken note, still has its id, which a new one takes for a rival.
 */
async function forgetZombie(dataDirectory: string): Promise<void> {
  const file = await readPostmasterFile(dataDirectory);
  if (file !== undefined && isZombie(file.pid))
    await rm(join(dataDirectory, 'postmaster.pid'), { force: true });
}

async function hasRival(dataDirectory: string): Promise<boolean> {
  const file = await readPostmasterFile(dataDirectory);
  return file !== undefined && isAlive(file.pid);
}

/** Resolves with the reason when the server does not come up. */
async function launchOnce(options: LaunchOptions, log: FileHandle): Promise<LaunchedServer | string> {
  const child = spawn(options.postgres, options.serverArgs, {
    ...postgresSpawnOptions(options.user),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const exited = exitOf(child);
  let ended: string | undefined;
  exited.then(
    ({ code, signal }) => {
      ended = `it ended with ${signal ?? `exit code ${code}`}`;
    },
    (error: unknown) => {
      ended = messageOf(error);
    },
  );
  child.unref();
  const deadline = systemClock.now() + readyDeadlineMs;
  while (ended === undefined && !options.signal.aborted && systemClock.now() < deadline) {
    if (child.pid !== undefined && (await isReady(options.dataDirectory, child.pid)))
      return { pid: child.pid, exited };
    await systemClock.wait(pollMs);
  }
  if (ended !== undefined || child.pid === undefined) return ended ?? 'it could not be run';
  await stopServer(child.pid, options.signal.aborted ? brokenOffWithinMs : undefined);
  return options.signal.aborted
    ? 'its start was broken off'
    : `it was not ready after ${readyDeadlineMs / 1000} s`;
}

function exitOf(child: ChildProcess): Promise<ServerExit> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', reject);
  });
}

/** As pg_ctl decides: the server writes its own status into its pid file. */
export async function isReady(dataDirectory: string, pid: number): Promise<boolean> {
  const file = await readPostmasterFile(dataDirectory);
  return file?.pid === pid && file.status === 'ready';
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-loggedLines).join('\n');
}

function startFailed(port: number, reason: string, said: string): Error {
  if (/could not bind .*Address already in use/.test(said)) return portTaken(port);
  return embeddedPostgresErrors.create('postgres-start-failed', {
    message: `PostgreSQL did not start: ${reason}. It said last:\n${said}`,
  });
}

function portTaken(port: number): Error {
  return embeddedPostgresErrors.create('postgres-port-taken', {
    message: `Port ${port} on 127.0.0.1, which PostgreSQL should listen on, is taken: stop the program that has it, or choose other ports with --port-offset.`,
    details: { port },
  });
}
