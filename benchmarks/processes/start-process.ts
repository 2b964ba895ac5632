import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { benchmarkErrors } from '../errors.ts';
import type { Lifetime } from './lifetime.ts';

interface StartProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Instead of the benchmark's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whom it runs as, if not as the benchmark does. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly lifetime: Lifetime;
  /** Signal that asks the process to stop; SIGKILL follows after `stopWithinMs`. */
  readonly stopSignal?: NodeJS.Signals;
  readonly stopWithinMs?: number;
}

export interface StartedProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Output so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Its exit code, or the name of the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  stop(): Promise<void>;
}

/**
 * Starts a process in its own process group, so that Ctrl-C reaches only the benchmark, which then stops it in order.
 */
export async function startProcess(options: StartProcessOptions): Promise<StartedProcess> {
  const {
    command,
    args,
    cwd,
    environment,
    user,
    lifetime,
    stopSignal = 'SIGTERM',
    stopWithinMs = 5_000,
  } = options;
  lifetime.signal.throwIfAborted();
  const child = spawn(command, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(environment === undefined ? {} : { env: { ...environment } }),
    ...user,
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const pid = await spawned(child, command);
  // A process that exits closes its standard input while it may still be written to; only its exit counts.
  child.stdin.on('error', () => undefined);
  const exited = once(child, 'exit').then(([code, signal]): number | NodeJS.Signals => code ?? signal);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(stopSignal);
    const late = new AbortController();
    const lateness = delay(stopWithinMs, 'late', { signal: late.signal }).catch(() => undefined);
    if ((await Promise.race([exited, lateness])) === 'late') child.kill('SIGKILL');
    late.abort();
    await exited;
  };
  lifetime.onEnd(stop);
  return { pid, child, stdout, stderr, exited, stop };
}

/** Runs a process to its end and returns its output; throws when it fails, and stops it when the benchmark ends. */
export async function runProcess(options: StartProcessOptions): Promise<string> {
  const { lifetime, command, args } = options;
  const started = await startProcess(options);
  started.child.stdin?.end();
  const outcome = await untilAborted(started.exited, lifetime.signal);
  if (outcome !== 0) throw failed([command, ...args].join(' '), outcome, started);
  return started.stdout();
}

/** Settles as the promise does, and rejects as soon as the signal is aborted. */
export async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const done = new AbortController();
  const aborted = once(signal, 'abort', { signal: done.signal });
  try {
    await Promise.race([promise, aborted]);
    signal.throwIfAborted();
    return await promise;
  } finally {
    done.abort();
    aborted.catch(() => undefined);
  }
}

export function failed(what: string, outcome: number | NodeJS.Signals, { stderr }: StartedProcess): Error {
  const message = `${what} ended with ${outcome}: ${stderr().trim() || 'it said nothing'}`;
  return benchmarkErrors.create('benchmark-process-failed', { message, details: { outcome } });
}

function spawned(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      const message = `${command} could not be started: ${cause.message}`;
      reject(benchmarkErrors.create('benchmark-process-failed', { message, cause }));
    });
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
