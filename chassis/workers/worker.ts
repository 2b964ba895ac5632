import type { Logger } from '../logging/index.ts';
import { backOffMs } from '../resilience/back-off.ts';
import type { Clock } from '../time/index.ts';

/** Background work that runs while the process serves. */
export interface Worker {
  /** Name in log lines. */
  readonly name: string;
  /** Works until the signal aborts; if it throws or returns earlier, it is started again. */
  run(signal: AbortSignal): Promise<void>;
}

interface WorkerSurroundings {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const backOff = { firstMs: 100, longestMs: 5_000, jitter: 'none' } as const;
/** A run of this length resets the back-off. */
const healthyAfterMs = 30_000;

/** Runs a worker until the signal aborts; after an error or an early end it is logged and restarted with back-off. */
export async function runWorker(worker: Worker, surroundings: WorkerSurroundings): Promise<void> {
  const { logger, clock, signal } = surroundings;
  let failures = 0;
  while (!signal.aborted) {
    const startedAtMs = clock.now();
    const ended = await endOf(worker, signal);
    if (signal.aborted) return;
    if (clock.now() - startedAtMs > healthyAfterMs) failures = 0;
    const delayMs = backOffMs(failures, backOff);
    const message = 'err' in ended ? 'worker failed' : 'worker ended before it was asked to';
    logger.error({ ...ended, worker: worker.name, delayMs }, `${message}; starting it again`);
    await clock.wait(delayMs, signal);
    failures += 1;
  }
}

async function endOf(worker: Worker, signal: AbortSignal): Promise<{ readonly err?: unknown }> {
  try {
    await worker.run(signal);
    return {};
  } catch (error) {
    return { err: error };
  }
}
