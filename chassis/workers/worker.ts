import type { Logger } from '../logging/index.ts';
import type { Clock } from '../time/index.ts';

/** Work that goes on in the background for as long as the process serves. */
export interface Worker {
  /** Name in log lines. */
  readonly name: string;
  /** Works until the signal aborts; may throw, and is started again then. */
  run(signal: AbortSignal): Promise<void>;
}

export interface WorkerSurroundings {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const firstDelayMs = 100;
const longestDelayMs = 5_000;
/** A run that lasted this long was healthy: the next failure starts from the first delay again. */
const healthyAfterMs = 30_000;

/** Runs a worker until the signal aborts; one that throws or ends early is logged and started again with a doubling delay. */
export async function runWorker(worker: Worker, surroundings: WorkerSurroundings): Promise<void> {
  const { logger, clock, signal } = surroundings;
  let delayMs = firstDelayMs;
  while (!signal.aborted) {
    const startedAtMs = clock.now();
    try {
      await worker.run(signal);
      if (signal.aborted) return;
      logger.error({ worker: worker.name }, 'worker ended before it was asked to; starting it again');
    } catch (error) {
      if (signal.aborted) return;
      logger.error({ err: error, worker: worker.name, delayMs }, 'worker failed; starting it again');
    }
    if (clock.now() - startedAtMs > healthyAfterMs) delayMs = firstDelayMs;
    await clock.wait(delayMs, signal);
    delayMs = Math.min(delayMs * 2, longestDelayMs);
  }
}
