import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Logger } from '@petstore/chassis/logging';

interface ForkOptions {
  /** The bundled module to run. */
  readonly entry: string;
  /** Told apart by it when nobody is left who started it: the `HOSTNAME` in its environment. */
  readonly hostname: string;
  /** How its lines are marked in the log. */
  readonly name: string;
  readonly execArgv?: readonly string[];
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  /** What is thrown when it does not start, from words and, where there is one, an error. */
  readonly notStarted: (why: string, cause?: unknown) => Error;
}

export interface ForkedCompanion {
  readonly child: ChildProcess;
  readonly pid: number;
}

const inheritedVariables = ['PATH', 'TZ', 'SystemRoot'];

/**
 * As the shipped manifests have it for pods: glibc gives free memory back, of which compiling alone leaves 10 MB and
 * more.
 */
const allocatorVariables = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' };

/**
 * Forks a process of the engine's own, and resolves with its first message. It must end by itself when the channel
 * closes.
 */
export async function forkCompanion(options: ForkOptions): Promise<ForkedCompanion> {
  const { entry, hostname, name, execArgv = [], logger } = options;
  const child = fork(entry, [], {
    execArgv: [...execArgv],
    env: { ...inherited(), ...allocatorVariables, HOSTNAME: hostname },
    // A process group of its own: Ctrl-C reaches the engine alone, which then decides the order of the end.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  forwardLines(child.stdout, (line) => logger.warn({ process: name }, line));
  forwardLines(child.stderr, (line) => logger.error({ process: name }, line));
  return { child, pid: await started(child, options.notStarted) };
}

function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(inheritedVariables.map((name) => [name, process.env[name]]));
}

function started(child: ChildProcess, notStarted: ForkOptions['notStarted']): Promise<number> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: NodeJS.Signals | null) =>
      reject(notStarted(`it ended with ${signal ?? code}`));
    const onError = (error: Error) => reject(notStarted(error.message, error));
    child.once('exit', onExit);
    child.once('error', onError);
    child.once('message', () => {
      child.off('exit', onExit);
      // From here on only a kill or a send can fail; 'exit' and the callback of a send tell of it.
      child.off('error', onError).on('error', () => undefined);
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}

function forwardLines(stream: Readable | null, write: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on('line', write);
}
