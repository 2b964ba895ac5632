import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Clock, systemClock } from '@petstore/chassis/time';
import { embeddedPostgresErrors } from './errors.ts';

const pollMs = 10;

/** Each way of stopping and its share of the time before the next, ruder one. */
const stopSteps: readonly { signal: NodeJS.Signals; share: number }[] = [
  { signal: 'SIGINT', share: 0.6 },
  { signal: 'SIGQUIT', share: 0.3 },
  { signal: 'SIGKILL', share: 0.1 },
];

const stopsWithinMs = 2_500;
/** Nobody survives SIGKILL, but the kernel may take a moment. */
const killedWithinMs = 1_000;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !isZombie(pid);
}

/** An orphan that has ended is there until process 1 asks for it, which that of a container may never do. */
export function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    // It ended between the two looks, or /proc does not show it.
    return false;
  }
}

/**
 * Whether a process is the server of this data folder: its pid may have been given to another since the file was
 * written.
 */
export async function isServerOf(dataDirectory: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') {
    const folder = await realpath(`/proc/${pid}/cwd`).catch(() => undefined);
    return folder !== undefined && folder === (await realpath(dataDirectory));
  }
  const command = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(
    () => undefined,
  );
  return command?.stdout.includes(`-D ${dataDirectory} -c `) === true;
}

export async function hasEnded(
  pid: number,
  deadlineMs: number,
  clock: Clock = systemClock,
): Promise<boolean> {
  const deadline = clock.now() + deadlineMs;
  while (isAlive(pid)) {
    if (clock.now() >= deadline) return false;
    await clock.wait(pollMs);
  }
  return true;
}

/**
 * PostgreSQL's fast shutdown (sessions are ended, a checkpoint is written); then its immediate one, which recovers at
 * the next start; then the end of the process. Nothing that was committed is lost by any.
 */
export async function stopServer(pid: number, withinMs: number = stopsWithinMs): Promise<void> {
  for (const { signal, share } of stopSteps) {
    const waitMs = signal === 'SIGKILL' ? killedWithinMs : share * withinMs;
    if (!isAlive(pid)) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw stopFailed(pid, error);
    }
    if (await hasEnded(pid, waitMs)) return;
  }
  throw stopFailed(pid);
}

function stopFailed(pid: number, cause?: unknown): Error {
  const message = `The PostgreSQL server with process id ${pid} did not stop: stop it by hand.`;
  return embeddedPostgresErrors.create('postgres-stop-failed', { message, details: { pid }, cause });
}
