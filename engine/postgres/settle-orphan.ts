import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@petstore/chassis/time';
import { findHome } from './choose-home.ts';
import { isReady, type LaunchedServer, type ServerExit } from './launch-server.ts';
import { readPostmasterFile, serverOf } from './postmaster-file.ts';
import { isAlive, isServerOf, stopServer } from './server-process.ts';

const readyDeadlineMs = 60_000;
const readyPollMs = 10;
const exitPollMs = 250;

/**
 * Deals with the server that an earlier engine may have left in a data folder; resolves with it when it is to be used
 * as it runs. `wantedCommand` is the line that it would leave in `postmaster.opts` had it been started as wanted now.
 */
export async function settleOrphan(
  dataDirectory: string,
  wantedCommand: string,
  onProgress: (step: string) => void,
): Promise<LaunchedServer | undefined> {
  const file = await readPostmasterFile(dataDirectory);
  const options = await readFile(join(dataDirectory, 'postmaster.opts'), 'utf8').catch(() => undefined);
  const { action, reason } = decideOrphan({
    hasPidFile: file !== undefined,
    isPidAlive: file !== undefined && isAlive(file.pid),
    isServer: file !== undefined && (await isServerOf(dataDirectory, file.pid)),
    isCopied: file?.dataDirectory !== undefined && file.dataDirectory !== dataDirectory,
    runningCommand: options?.trimEnd(),
    wantedCommand,
  });
  if (file === undefined) return undefined;
  if (action === 'start' || action === 'remove-pid-file-and-start') {
    onProgress(`recovering PostgreSQL: ${reason}`);
    if (action !== 'start') await rm(join(dataDirectory, 'postmaster.pid'), { force: true });
    return undefined;
  }
  if (action === 'adopt' && (await becomesReady(dataDirectory, file.pid))) {
    onProgress(`adopting PostgreSQL: ${reason}`);
    return { pid: file.pid, exited: exitOfStranger(file.pid) };
  }
  onProgress(`restarting PostgreSQL: ${reason}`);
  await stopServer(file.pid);
  return undefined;
}

/** Ends the server of a data folder; whether one ran. */
export async function stopServerOf(dataDirectory: string): Promise<boolean> {
  const server = await serverOf(dataDirectory);
  if (server !== null) await stopServer(server.pid);
  return server !== null;
}

/**
 * Whether what listens on a port is the server that an earlier engine left in this data folder, which the next start
 * settles.
 */
export async function isPortOfOrphan({
  dataDirectory,
  port,
}: {
  dataDirectory: string;
  port: number;
}): Promise<boolean> {
  const { directory } = await findHome(dataDirectory);
  return directory !== null && (await serverOf(join(directory, 'data')))?.port === port;
}

/** It may have been found in the middle of its start, or of its end. */
async function becomesReady(dataDirectory: string, pid: number): Promise<boolean> {
  const deadline = systemClock.now() + readyDeadlineMs;
  while (isAlive(pid) && systemClock.now() < deadline) {
    if (await isReady(dataDirectory, pid)) return true;
    await systemClock.wait(readyPollMs);
  }
  return false;
}

/**
 * Nobody is told of the end of a process that is not a child, so it is looked for; the timer keeps no process alive.
 */
function exitOfStranger(pid: number): Promise<ServerExit> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(timer);
      resolve({ code: null, signal: null });
    }, exitPollMs);
    timer.unref();
  });
}

/** What was found of an earlier run in the data folder. */
interface OrphanObservation {
  readonly hasPidFile: boolean;
  /** A process has the id in the file: the server's, or one that was given the id since. */
  readonly isPidAlive: boolean;
  /** That process serves this data folder. */
  readonly isServer: boolean;
  /** The file names other data: it was copied, or moved, while its server ran. */
  readonly isCopied: boolean;
  /** The command line that it runs with, from `postmaster.opts`. */
  readonly runningCommand: string | undefined;
  readonly wantedCommand: string;
}

interface OrphanDecision {
  readonly action: 'start' | 'remove-pid-file-and-start' | 'adopt' | 'stop-and-start';
  readonly reason: string;
}

/** Decides what becomes of the server that an earlier engine left behind. */
export function decideOrphan(observation: OrphanObservation): OrphanDecision {
  const { hasPidFile, isPidAlive, isServer, isCopied, runningCommand, wantedCommand } = observation;
  if (!hasPidFile) return { action: 'start', reason: 'no earlier server' };
  // The file of a dead server stays: it names the shared memory that the server's children may still use.
  if (!isPidAlive) return { action: 'start', reason: 'the earlier server has died' };
  if (!isServer) {
    const reason = isCopied
      ? 'the data was copied while its server ran, so it may be incomplete: stop the original and copy again'
      : 'the earlier server has died, and another process has its id';
    return { action: 'remove-pid-file-and-start', reason };
  }
  if (runningCommand === wantedCommand) {
    return { action: 'adopt', reason: 'a server of this data folder runs with the same settings' };
  }
  return { action: 'stop-and-start', reason: 'a server of this data folder runs with other settings' };
}
