import { isAppError, outcomeOfKind } from '../errors/index.ts';
import type { Logger } from '../logging/index.ts';
import { sqlStateOf } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import type { Waker } from '../workers/index.ts';
import { decidePollDelay, decideRest, mayBeWoken, type PollOutcome } from './decide-poll-delay.ts';

interface PollLogOptions {
  /** Called with whether new events were announced. */
  readonly poll: (isAnnounced: boolean) => Promise<PollOutcome>;
  readonly waker: Waker;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Log message for a failed poll. */
  readonly failure: string;
}

/**
 * Polls until the signal aborts; the delay between polls follows their outcome and duration. A failed poll is logged
 * and repeated.
 */
export async function pollLog(options: PollLogOptions): Promise<void> {
  const { poll, waker, clock, signal, logger, failure } = options;
  let last: PollOutcome | undefined;
  let repeats = 0;
  let isAnnounced = false;
  while (!signal.aborted) {
    const startedAtMs = clock.now();
    const outcome = await poll(isAnnounced).catch((error: unknown): PollOutcome => {
      if (mayPass(error)) logger.warn({ err: error }, failure);
      else logger.error({ err: error }, failure);
      return 'failed';
    });
    repeats = outcome === last ? repeats + 1 : 0;
    last = outcome;
    const delayMs = decidePollDelay(outcome, repeats);
    isAnnounced = false;
    if (!mayBeWoken(outcome)) {
      await clock.wait(delayMs, signal);
      continue;
    }
    const restMs = decideRest(outcome, clock.now() - startedAtMs);
    if (restMs > 0) await clock.wait(restMs, signal);
    if (delayMs > 0) isAnnounced = await waker.wait(Math.max(0, delayMs - restMs), signal);
  }
}

/** Undefined table and insufficient privilege: seen until another service's migrations have run. */
const notMigrated = ['42P01', '42501'];

/** Whether a failure may be temporary, so that the same attempt can succeed later. */
export function mayPass(error: unknown): boolean {
  if (notMigrated.includes(sqlStateOf(error) ?? '')) return true;
  return isAppError(error) && outcomeOfKind(error.kind).isRetryable;
}
