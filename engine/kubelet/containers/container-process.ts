import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { messageOf } from '@petstore/chassis/errors';
import { signalGroup } from '../../machine/processes/signal-group.ts';
import type { OutputStream } from '../logs/whole-lines.ts';

const keptCharacters = 8_192;

export interface ContainerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
}

/** How a container's process ended; `error` when it could not be started at all. */
export interface ContainerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error: string | null;
}

/** The process of one container, in a process group of its own. */
export interface ContainerProcess {
  readonly pid: number | null;
  /** Resolves once, after the process has ended and all its output was handed over; it never rejects. */
  readonly exited: Promise<ContainerExit>;
  /** Signals the whole group; nothing happens when it has ended. */
  signal(signal: NodeJS.Signals): void;
}

/** Output that a left-over grandchild holds open is waited for this long. */
const outputDrainMs = 500;

/**
 * Starts a container's process. Its group is its own, so that Ctrl-C in the terminal reaches the engine alone. Never
 * throws: what cannot be started has exited already, with its error.
 */
export function startContainer(
  command: ContainerCommand,
  onOutput: (stream: OutputStream, chunk: Buffer) => void,
): ContainerProcess {
  const child = spawnIn(command);
  if ('error' in child) return { pid: null, exited: Promise.resolve(child), signal: () => undefined };
  // First, so that its listeners are there even where the process has no pipes, for want of descriptors.
  const exit = exitOf(child);
  readOutput(child.stdout, (chunk) => onOutput('stdout', chunk));
  readOutput(child.stderr, (chunk) => onOutput('stderr', chunk));
  const pid = child.pid ?? null;
  let hasEnded = false;
  const exited = exit.then((ended) => {
    hasEnded = true;
    return ended;
  });
  return {
    pid,
    exited,
    signal(signal) {
      if (pid !== null && !hasEnded) signalGroup(pid, signal);
    },
  };
}

/**
 * Some failures are thrown and others emitted. Node.js prints the whole value that holds a NUL, which may be a secret.
 */
function spawnIn({
  file,
  args,
  environment,
  workingDirectory,
}: ContainerCommand): ChildProcess | ContainerExit {
  try {
    return spawn(file, args, {
      cwd: workingDirectory,
      env: { ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const hasNul = (error as NodeJS.ErrnoException).code === 'ERR_INVALID_ARG_VALUE';
    const why = hasNul ? 'an argument or a variable holds a NUL byte: remove it' : messageOf(error);
    return { code: null, signal: null, error: why };
  }
}

function readOutput(stream: Readable | null | undefined, onChunk: (chunk: Buffer) => void): void {
  stream?.on('data', onChunk);
  stream?.on('error', (error) => onChunk(Buffer.from(`(the rest cannot be read: ${error.message})\n`)));
}

async function exitOf(child: ChildProcess): Promise<ContainerExit> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exit = await new Promise<ContainerExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, error: null }));
    child.on('error', (error) => resolve({ code: null, signal: null, error: error.message }));
  });
  if (child.pid === undefined) return exit;
  // What the main process left behind in its group must not outlive it, as nothing outlives a container.
  signalGroup(child.pid, 'SIGKILL');
  let timer: NodeJS.Timeout | undefined;
  const lateness = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, outputDrainMs);
  });
  await Promise.race([closed, lateness]);
  clearTimeout(timer);
  return exit;
}

/** An exit in words, with what the number means where it is not obvious. */
export function describeExit({ code, signal, error }: ContainerExit): string {
  if (error !== null) return `could not start: ${error}`;
  if (signal !== null) return `killed by ${signal}`;
  return code === 0 ? 'ended with code 0' : `exited with code ${code}`;
}

/** The end of a container's output, kept in memory to explain an exit. */
export class RecentOutput {
  #text = '';

  push(chunk: Buffer): void {
    this.#text = (this.#text + chunk.toString('utf8')).slice(-keptCharacters);
  }

  /** The process could not listen on the port it was given, because another took it in the meantime. */
  saysPortTaken(port: number): boolean {
    return this.#text.includes('EADDRINUSE') && this.#text.includes(String(port));
  }
}
