import { messageOf } from '@petstore/chassis/errors';
import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import { type MeasuredUsage, UsageMeter } from './usage-meter.ts';

const intervalMs = 2_000;

/** A pod whose process is measured. */
interface MeasuredPod {
  readonly state: { readonly pid: number | null };
  measured(pid: number, usage: MeasuredUsage | null): void;
}

interface ResourceWatchOptions {
  readonly pods: () => readonly MeasuredPod[];
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Measures the processes of all pods every two seconds and tells each what its own uses. */
export class ResourceWatch {
  readonly #options: ResourceWatchOptions;
  readonly #meter: UsageMeter;
  readonly #stopping = new AbortController();
  #hasFailed = false;

  constructor(options: ResourceWatchOptions) {
    this.#options = options;
    this.#meter = new UsageMeter(options.clock);
  }

  start(): void {
    void this.#run();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopping;
    for (;;) {
      await clock.wait(intervalMs, signal);
      if (signal.aborted) return;
      await this.#measure();
    }
  }

  async #measure(): Promise<void> {
    const { pods, logger } = this.#options;
    const measured = pods().flatMap((pod) => {
      const { pid } = pod.state;
      return pid === null ? [] : [{ pod, pid }];
    });
    try {
      const usages = await this.#meter.measure(measured.map(({ pid }) => pid));
      for (const { pod, pid } of measured) pod.measured(pid, usages.get(pid) ?? null);
    } catch (error) {
      if (!this.#hasFailed) logger.warn(`pods cannot be measured: ${messageOf(error)}`);
      this.#hasFailed = true;
    }
  }
}
