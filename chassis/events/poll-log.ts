import { isAppError, outcomeOfKind } from '../errors/index.ts';
import type { Logger } from '../logging/index.ts';
import { sqlStateOf } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import type { Waker } from '../workers/index.ts';
import { decideGathering, decidePollDelay, mayBeWoken, type PollOutcome } from './decide-poll-delay.ts';

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
 * Polls until the signal aborts. The delay between polls follows their outcome; events gather for a while between an
 * announcement and its poll. A failed poll is logged and repeated.
 */
export async function pollLog(options: PollLogOptions): Promise<void> {
  const { poll, clock, signal, logger, failure } = options;
  let last: PollOutcome | undefined;
  let repeats = 0;
  let isAnnounced = false;
  while (!signal.aborted) {
    const outcome = await poll(isAnnounced).catch((error: unknown): PollOutcome => {
      if (mayPass(error)) logger.warn({ err: error }, failure);
      else logger.error({ err: error }, failure);
      return 'failed';
    });
    repeats = outcome === last ? repeats + 1 : 0;
    last = outcome;
    isAnnounced = false;
    const delayMs = decidePollDelay(outcome, repeats);
    if (delayMs === 0) continue;
    if (mayBeWoken(outcome)) isAnnounced = await waitAndGather(delayMs, options);
    else await clock.wait(delayMs, signal);
  }
}

/** Resolves when the next poll is due, with whether it was announced. */
async function waitAndGather(delayMs: number, { waker, clock, signal }: PollLogOptions): Promise<boolean> {
  const startedAtMs = clock.now();
  if (!(await waker.wait(delayMs, signal))) return false;
  await clock.wait(decideGathering(delayMs, clock.now() - startedAtMs), signal);
  waker.forget();
  return true;
}

/** Undefined table and insufficient privilege: seen until another service's migrations have run. */
const notMigrated = ['42P01', '42501'];

/** Whether a failure may be temporary, so that the same attempt can succeed later. */
export function mayPass(error: unknown): boolean {
  if (notMigrated.includes(sqlStateOf(error) ?? '')) return true;
  return isAppError(error) && outcomeOfKind(error.kind).isRetryable;
}
