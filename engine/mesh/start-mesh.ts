import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Logger } from '@petstore/chassis/logging';
import { forkCompanion } from '../machine/processes/fork-companion.ts';
import type { AwaitDrainedCommand, ConfigureCommand, MeshProblem, ProxyReport } from './control-messages.ts';
import { meshErrors } from './errors.ts';
import type { MeshConfiguration } from './mesh-configuration.ts';

export interface StartMeshOptions {
  /** Told apart by it when nobody is left who started it: the `HOSTNAME` in its environment. */
  readonly hostname: string;
  /** The build's folder; the proxy is `engine/mesh/proxy/proxy-main.mjs` in it. */
  readonly distDirectory: string;
  /** Gets what the proxy prints, which is nothing unless it fails. */
  readonly logger: Pick<Logger, 'warn' | 'error'>;
}

export interface MeshExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The engine's hold on the proxy process. */
export interface Mesh {
  readonly pid: number;
  /**
   * Replaces the whole configuration, and resolves when requests follow it. When it is refused the previous one stays
   * in force and this rejects with `mesh-port-taken` (details.ports) or `mesh-configuration-invalid`, both with
   * details.problems.
   */
  apply(configuration: MeshConfiguration): Promise<void>;
  /**
   * Resolves when no request is under way to a pod whose endpoints a configuration took out. Rejects as `apply` does.
   */
  drained(pod: string): Promise<void>;
  /** Resolves when the process is gone, stopped or not. */
  readonly ended: Promise<void>;
  /** Ends the proxy at once, with whatever it is forwarding. */
  stop(): Promise<void>;
  /** Called once if the proxy ends although nobody stopped it. */
  onExit(listener: (exit: MeshExit) => void): void;
}

/** It ends as soon as it hears of it; one that cannot hear is killed. */
const stopDeadlineMs = 500;

/** Forks the proxy, which opens no port before its first configuration and never outlives this process. */
export async function startMesh(options: StartMeshOptions): Promise<Mesh> {
  const entry = join(options.distDirectory, 'engine', 'mesh', 'proxy', 'proxy-main.mjs');
  const { child, pid } = await forkCompanion({
    entry,
    hostname: options.hostname,
    name: 'mesh-proxy',
    logger: options.logger,
    notStarted: (why, cause) =>
      meshErrors.create('mesh-not-started', {
        message: `The mesh proxy did not start (${why}); run the build.`,
        cause,
        details: { entry },
      }),
  });
  return new RunningMesh(child, pid);
}

class RunningMesh implements Mesh {
  readonly pid: number;
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, PromiseWithResolvers>();
  readonly #exitListeners: ((exit: MeshExit) => void)[] = [];
  #exit: MeshExit | undefined;
  #isStopping = false;
  #revision = 0;

  constructor(child: ChildProcess, pid: number) {
    this.#child = child;
    this.pid = pid;
    child.on('message', (report: ProxyReport) => this.#settle(report));
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#ended({ code, signal });
        resolve();
      });
    });
  }

  apply(configuration: MeshConfiguration): Promise<void> {
    return this.#ask({ kind: 'configure', configuration });
  }

  drained(pod: string): Promise<void> {
    return this.#ask({ kind: 'await-drained', pod });
  }

  #ask(command: Question): Promise<void> {
    const revision = ++this.#revision;
    return new Promise((resolve, reject) => {
      if (this.#exit !== undefined || !this.#child.connected) return reject(meshErrors.create('mesh-exited'));
      this.#pending.set(revision, { resolve, reject });
      this.#child.send({ ...command, revision }, (error) => {
        if (error === null || !this.#pending.delete(revision)) return;
        reject(meshErrors.create('mesh-exited', { cause: error }));
      });
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#exit !== undefined) return;
    if (this.#child.connected) this.#child.disconnect();
    const lateness = setTimeout(() => this.#child.kill('SIGKILL'), stopDeadlineMs);
    await this.ended;
    clearTimeout(lateness);
  }

  onExit(listener: (exit: MeshExit) => void): void {
    if (this.#exit === undefined) this.#exitListeners.push(listener);
    else if (!this.#isStopping) listener(this.#exit);
  }

  #settle(report: ProxyReport): void {
    if (report.kind === 'started') return;
    const pending = this.#pending.get(report.revision);
    this.#pending.delete(report.revision);
    if (report.kind === 'refused') pending?.reject(refusal(report.problems));
    else pending?.resolve();
  }

  #ended(exit: MeshExit): void {
    this.#exit = exit;
    for (const { reject } of this.#pending.values())
      reject(meshErrors.create('mesh-exited', { details: { ...exit } }));
    this.#pending.clear();
    if (this.#isStopping) return;
    for (const listener of this.#exitListeners) listener(exit);
  }
}

type Question = Omit<ConfigureCommand, 'revision'> | Omit<AwaitDrainedCommand, 'revision'>;

interface PromiseWithResolvers {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function refusal(problems: readonly MeshProblem[]): Error {
  const message = problems.map((problem) => `${problem.path}: ${problem.message}`).join('\n');
  const ports = problems.flatMap((problem) => (problem.port === undefined ? [] : [problem.port]));
  const code = problems.every((problem) => problem.code === 'port-taken')
    ? 'mesh-port-taken'
    : 'mesh-configuration-invalid';
  return meshErrors.create(code, { message, details: { problems, ports } });
}
