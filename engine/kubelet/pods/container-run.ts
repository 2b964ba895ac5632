import { messageOf } from '@petstore/chassis/errors';
import {
  type ContainerExit,
  type ContainerProcess,
  RecentOutput,
  startContainer,
} from '../containers/container-process.ts';
import type { GracePeriod } from '../containers/grace-period.ts';
import { decideMemory } from '../containers/memory-limit.ts';
import type { PodContext } from '../containers/pod-context.ts';
import type { PreparedContainer } from '../containers/prepare-container.ts';
import { terminateContainer } from '../containers/terminate-container.ts';
import type { LogSource } from '../logs/log-store.ts';
import type { HealthDecision } from '../probes/decide-health.ts';
import { type ContainerProbes, type ProbeKind, watchContainer } from '../probes/watch-container.ts';
import type { MeasuredUsage } from '../usage/usage-meter.ts';
import { UsageWindow } from '../usage/usage-window.ts';

interface RunOptions {
  readonly prepared: PreparedContainer;
  readonly source: LogSource;
  /** Where it is to listen. */
  readonly port: number | null;
  readonly memoryLimitBytes: number | null;
  /** Null for an init container. */
  readonly probes: ContainerProbes | null;
  readonly preStop: ((signal: AbortSignal) => Promise<void>) | null;
  readonly context: PodContext;
  readonly onHealth: (health: HealthDecision) => void;
  readonly onProbeFailure: (kind: ProbeKind, reason: string) => void;
}

export interface RunEnd {
  readonly exit: ContainerExit;
  /** Why it was killed, when it was killed for its memory. */
  readonly outOfMemory: string | null;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

/** As metrics-server's resolution. */
const defaultUsageWindowMs = 15_000;

/** One run of a container: its process from the start to the end, its output, probes and usage. */
export class ContainerRun {
  readonly startedAtMs: number;
  /** Resolves when nothing of it is left; it never rejects. */
  readonly ended: Promise<RunEnd>;
  readonly usageWindow: UsageWindow;
  readonly #options: RunOptions;
  readonly #process: ContainerProcess;
  readonly #recent = new RecentOutput();
  readonly #watching = new AbortController();
  #usage: MeasuredUsage | null = null;
  #outOfMemory: string | null = null;
  #termination: { readonly grace: GracePeriod; readonly done: Promise<void> } | null = null;

  constructor(options: RunOptions) {
    this.#options = options;
    const { context, prepared, source } = options;
    this.usageWindow = new UsageWindow(context.usageWindowMs ?? defaultUsageWindowMs);
    const writer = context.logs.writer(source);
    this.#process = startContainer(prepared.command, (stream, chunk) => {
      this.#recent.push(chunk);
      writer.write(stream, chunk);
    });
    this.startedAtMs = context.clock.now();
    this.#list();
    this.ended = this.#end(() => writer.flush());
  }

  get pid(): number | null {
    return this.#process.pid;
  }

  get usage(): MeasuredUsage | null {
    return this.#usage;
  }

  /** Asks its probes from now on. */
  watch(): void {
    const { probes, context, onHealth, onProbeFailure } = this.#options;
    if (probes === null || this.pid === null) return;
    const { clock, logger } = context;
    const { signal } = this.#watching;
    watchContainer({ probes, clock, signal, onHealth, onFailure: onProbeFailure }).catch((error) => {
      logger.error({ err: error }, 'the probes of a container cannot be asked');
      // Nobody would ask them any more, so it is started again; the engine and the other pods go on.
      const reason = `the probes cannot be asked: ${messageOf(error)}`;
      onHealth({ isStarted: false, isReady: false, mustRestart: true, reason });
    });
  }

  /** preStop, SIGTERM, the grace, SIGKILL; a second call can only make the grace shorter. */
  terminate(grace: GracePeriod): Promise<void> {
    if (this.#termination !== null) {
      this.#termination.grace.shorten(grace.leftMs);
      return this.#termination.done;
    }
    const { preStop, context, source } = this.#options;
    const onHookFailed = (error: unknown) =>
      context.logger.warn({ pod: source.pod }, `the preStop hook failed: ${messageOf(error)}`);
    const done = terminateContainer(this.#process, { grace, preStop, onHookFailed });
    this.#termination = { grace, done };
    return done;
  }

  /** As the grace of its termination has become shorter, if one is under way. */
  shortenGrace(toMs: number): void {
    this.#termination?.grace.shorten(toMs);
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.signal(signal);
  }

  /** What holds more memory than it may is killed. */
  measured(usage: MeasuredUsage | null): void {
    this.#usage = usage;
    if (usage === null) return;
    const { context, memoryLimitBytes, source } = this.#options;
    this.usageWindow.add({ ...usage, atMs: context.clock.now() });
    if (this.#outOfMemory !== null) return;
    const decision = decideMemory({ ...usage, limitBytes: memoryLimitBytes });
    if (!decision.mustKill) return;
    context.logger.warn({ pod: source.pod }, decision.reason);
    this.#outOfMemory = decision.reason;
    this.#process.signal('SIGKILL');
  }

  /** Whether it could not listen on the port it was given, because another took it in the meantime. */
  get isPortTaken(): boolean {
    const { port } = this.#options;
    return port !== null && this.#recent.saysPortTaken(port);
  }

  #list(): void {
    if (this.pid === null) return;
    const { context, source } = this.#options;
    const startedAt = new Date(this.startedAtMs).toISOString();
    context.processes.add({ pid: this.pid, pod: source.pod, container: source.container, startedAt });
  }

  async #end(flush: () => void): Promise<RunEnd> {
    const exit = await this.#process.exited;
    this.#watching.abort();
    flush();
    const { processes, clock } = this.#options.context;
    if (this.pid !== null) processes.remove(this.pid);
    const finishedAtMs = clock.now();
    return { exit, outOfMemory: this.#outOfMemory, startedAtMs: this.startedAtMs, finishedAtMs };
  }
}
