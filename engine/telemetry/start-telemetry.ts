import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Logger } from '@petstore/chassis/logging';
import { forkCompanion } from '../machine/processes/fork-companion.ts';
import type { TelemetryCommand, TelemetryConfiguration, TelemetryReport } from './control-messages.ts';
import { telemetryErrors } from './errors.ts';
import { type QueriedSample, type QueriedValues, readSample } from './querying/queried-values.ts';
import type { TracesQuery, TracesResponse } from './traces/trace-queries.ts';

interface StartTelemetryOptions {
  /** Told apart by it when nobody is left who started it: the `HOSTNAME` in its environment. */
  readonly hostname: string;
  /** The build's folder; the process is `engine/telemetry/telemetry-main.mjs` in it. */
  readonly distDirectory: string;
  /** Gets what the process prints: problems of targets, and its own failures. */
  readonly logger: Pick<Logger, 'warn' | 'error'>;
}

interface TelemetryExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The engine's hold on the telemetry process. */
export interface TelemetryHandle {
  readonly pid: number;
  /** Tells it whom to scrape; the process opens its ports with the first configuration. */
  follow(configuration: TelemetryConfiguration): void;
  /** Rejects with `telemetry-unavailable` when the process is gone, or does not answer in time. */
  findTraces(query: TracesQuery): Promise<TracesResponse>;
  /**
   * The samples of an instant vector, or the one value of a scalar. Rejects with `metrics-query-failed` when the
   * expression has no such value, and as `findTraces` does.
   */
  query(expression: string, at: { readonly timeMs: number }): Promise<readonly QueriedSample[]>;
  /** Resolves when its ports are open; never, when the process ends before. */
  readonly listening: Promise<void>;
  readonly ended: Promise<TelemetryExit>;
  /** Ends it at once, with what it holds. */
  stop(): Promise<void>;
}

/** It ends as soon as it hears of it; one that cannot hear is killed. */
const stopDeadlineMs = 500;
const answerWithinMs = 10_000;

/** Heap of the process beside samples and spans, which are bounded by themselves. */
const heapMegabytes = 256;

/** Forks the telemetry process, which never outlives this one. */
export async function startTelemetry(options: StartTelemetryOptions): Promise<TelemetryHandle> {
  const entry = join(options.distDirectory, 'engine', 'telemetry', 'telemetry-main.mjs');
  const { child, pid } = await forkCompanion({
    entry,
    hostname: options.hostname,
    name: 'telemetry',
    logger: options.logger,
    execArgv: [`--max-old-space-size=${heapMegabytes}`],
    notStarted: (why, cause) =>
      telemetryErrors.create('telemetry-not-started', {
        message: `The telemetry process did not start (${why}); run the build.`,
        cause,
        details: { entry },
      }),
  });
  return new RunningTelemetry(child, pid);
}

class RunningTelemetry implements TelemetryHandle {
  readonly pid: number;
  readonly listening: Promise<void>;
  readonly ended: Promise<TelemetryExit>;
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, (response: TracesResponse | QueriedValues) => void>();
  #nextId = 1;

  constructor(child: ChildProcess, pid: number) {
    this.#child = child;
    this.pid = pid;
    this.listening = new Promise((resolve) => {
      child.on('message', (report: TelemetryReport) => {
        if (report.kind === 'listening') resolve();
        if (report.kind === 'traces' || report.kind === 'values')
          this.#asked.get(report.id)?.(report.response);
      });
    });
    this.ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  }

  follow(configuration: TelemetryConfiguration): void {
    this.#send({ kind: 'configure', configuration });
  }

  async findTraces(query: TracesQuery): Promise<TracesResponse> {
    const response = await this.#ask((id) => ({ kind: 'find-traces', id, query }));
    if ('traces' in response) return response;
    throw telemetryErrors.create('telemetry-unavailable');
  }

  async query(
    expression: string,
    { timeMs }: { readonly timeMs: number },
  ): Promise<readonly QueriedSample[]> {
    const response = await this.#ask((id) => ({ kind: 'query', id, expression, timeMs }));
    if ('samples' in response) return response.samples.map(readSample);
    const message = 'failure' in response ? response.failure : 'the answer is not that of a query';
    throw telemetryErrors.create('metrics-query-failed', { message, details: { expression } });
  }

  async #ask(command: (id: number) => TelemetryCommand): Promise<TracesResponse | QueriedValues> {
    const id = this.#nextId++;
    const answer = new Promise<TracesResponse | QueriedValues>((resolve) => this.#asked.set(id, resolve));
    const lateness = new AbortController();
    try {
      this.#send(command(id));
      const response = await Promise.race([answer, this.ended, elapsed(answerWithinMs, lateness.signal)]);
      if (response !== undefined && !('signal' in response)) return response;
      throw telemetryErrors.create('telemetry-unavailable');
    } finally {
      lateness.abort();
      this.#asked.delete(id);
    }
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const lateness = setTimeout(() => this.#child.kill('SIGKILL'), stopDeadlineMs);
    await this.ended;
    clearTimeout(lateness);
  }

  /** What cannot be sent any more needs no answer: `ended` tells of it. */
  #send(command: TelemetryCommand): void {
    if (this.#child.connected) this.#child.send(command, () => undefined);
  }
}

function elapsed(durationMs: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), durationMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
