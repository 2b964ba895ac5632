import { type ChildProcess, spawn } from 'node:child_process';
import { signalGroup } from './signal-group.ts';

export interface ContainerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
}

export type OutputStream = 'stdout' | 'stderr';

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

/** Starts a container's process. Its group is its own, so that Ctrl-C in the terminal reaches the engine alone. */
export function startContainer(
  command: ContainerCommand,
  onOutput: (stream: OutputStream, chunk: Buffer) => void,
): ContainerProcess {
  const child = spawn(command.file, command.args, {
    cwd: command.workingDirectory,
    env: { ...command.environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk: Buffer) => onOutput('stdout', chunk));
  child.stderr.on('data', (chunk: Buffer) => onOutput('stderr', chunk));
  const pid = child.pid ?? null;
  let hasEnded = false;
  const exited = exitOf(child).then((exit) => {
    hasEnded = true;
    return exit;
  });
  return {
    pid,
    exited,
    signal(signal) {
      if (pid !== null && !hasEnded) signalGroup(pid, signal);
    },
  };
}

async function exitOf(child: ChildProcess): Promise<ContainerExit> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exit = await new Promise<ContainerExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, error: null }));
    child.once('error', (error) => resolve({ code: null, signal: null, error: error.message }));
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
