import type { Logger } from '../logging/index.ts';
import { backOffMs } from '../resilience/back-off.ts';
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

const backOff = { firstMs: 100, longestMs: 5_000, jitter: 'none' } as const;
/** A run that lasted this long was healthy: the next failure starts from the first delay again. */
const healthyAfterMs = 30_000;

/** Runs a worker until the signal aborts; one that throws or ends early is logged and started again with a doubling delay. */
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
