import { messageOf } from '@petstore/chassis/errors';
import type { Logger } from '@petstore/chassis/logging';
import { type Clock, systemClock } from '@petstore/chassis/time';
import { type KeptRunning, keepRunning } from '../machine/processes/keep-running.ts';
import type { ProcessRegistry } from '../machine/processes/process-registry.ts';
import {
  startTelemetry,
  type TelemetryConfiguration,
  type TelemetryHandle,
  telemetryErrors,
} from './index.ts';

type FindTraces = TelemetryHandle['findTraces'];
type Query = TelemetryHandle['query'];

interface KeepTelemetryOptions {
  readonly clock?: Clock;
  readonly distDirectory: string;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  /** Lists the process while it runs; one that cannot hear that its engine is gone must be found. */
  readonly processes: Pick<ProcessRegistry, 'add' | 'remove'>;
}

/** The telemetry process as the engine sees it: wanted, and never waited for. */
export interface KeptTelemetry {
  /** Null until it has started, and where it cannot. */
  readonly pid: number | null;
  /** Tells the process at once, and each process that follows it. */
  follow(compose: () => TelemetryConfiguration): void;
  /** Composes anew, soon: pods change many at a time. */
  refresh(): void;
  readonly findTraces: FindTraces;
  readonly query: Query;
  stop(): Promise<void>;
}

const hostname = 'telemetry';
const refreshAfterMs = 100;

/** Starts the telemetry process beside everything else; whether and when it comes up disturbs nothing. */
export function keepTelemetry(options: KeepTelemetryOptions): KeptTelemetry {
  return new TelemetryKeeper(options);
}

class TelemetryKeeper implements KeptTelemetry {
  readonly #kept: Promise<KeptRunning<TelemetryHandle> | null>;
  readonly #stopping = new AbortController();
  pid: number | null = null;
  #compose: (() => TelemetryConfiguration) | null = null;
  #refreshing: NodeJS.Timeout | null = null;

  constructor({ distDirectory, logger, processes, clock = systemClock }: KeepTelemetryOptions) {
    this.#kept = keepRunning({
      name: 'telemetry',
      clock,
      logger,
      start: async () => {
        const handle = await startTelemetry({ hostname, distDirectory, logger });
        const startedAt = new Date(clock.now()).toISOString();
        processes.add({ pid: handle.pid, pod: hostname, container: hostname, startedAt });
        this.pid = handle.pid;
        void handle.ended.then(() => {
          processes.remove(handle.pid);
          this.pid = null;
        });
        if (this.#compose !== null) handle.follow(this.#compose());
        return handle;
      },
      exitOf: async (handle) => {
        const { code, signal } = await handle.ended;
        return signal ?? `code ${code ?? 'unknown'}`;
      },
    }).catch((error) => {
      logger.error({ err: error }, `the system runs without telemetry: ${messageOf(error)}`);
      return null;
    });
  }

  readonly findTraces: FindTraces = async (query) => {
    const kept = await this.#kept;
    if (kept === null) throw telemetryErrors.create('telemetry-unavailable');
    return kept.current.findTraces(query);
  };

  readonly query: Query = async (expression, at) => {
    const kept = await this.#kept;
    if (kept === null) throw telemetryErrors.create('telemetry-unavailable');
    return kept.current.query(expression, at);
  };

  follow(compose: () => TelemetryConfiguration): void {
    this.#compose = compose;
    void this.#tell();
  }

  refresh(): void {
    if (this.#refreshing !== null || this.#stopping.signal.aborted) return;
    this.#refreshing = setTimeout(() => {
      this.#refreshing = null;
      void this.#tell();
    }, refreshAfterMs);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#refreshing !== null) clearTimeout(this.#refreshing);
    const kept = await this.#kept;
    await kept?.stop();
  }

  async #tell(): Promise<void> {
    const kept = await this.#kept;
    if (this.#compose !== null && !this.#stopping.signal.aborted) kept?.current.follow(this.#compose());
  }
}
