import { backOffMs } from '../resilience/back-off.ts';

/** Result of one poll of an outbox or log. */
export type PollOutcome =
  /** Events were moved, and there are more. */
  | 'progress'
  /** Events cannot be read yet: an older transaction is still open, or another process has the lock. */
  | 'held-back'
  /** Nothing is left, and a wake announces new events. */
  | 'quiet'
  /** Nothing is left, and new events are not announced. */
  | 'idle'
  /** Another process handles what is left; it is watched in case it has died. */
  | 'watching'
  | 'failed';

const factor = 1.5;
/** Delay after the first poll with an outcome, and its ceiling when the outcome repeats. */
const bounds = {
  progress: { firstMs: 0, longestMs: 0 },
  'held-back': { firstMs: 2, longestMs: 50 },
  quiet: { firstMs: 2_000, longestMs: 5_000 },
  idle: { firstMs: 10, longestMs: 200 },
  watching: { firstMs: 500, longestMs: 500 },
  failed: { firstMs: 100, longestMs: 5_000 },
} as const satisfies Record<PollOutcome, unknown>;

/** Milliseconds until the next poll: none while there is work, then growing with each repeated outcome. */
export function decidePollDelay(outcome: PollOutcome, sameOutcomesBefore: number): number {
  return backOffMs(sameOutcomesBefore, { ...bounds[outcome], factor, jitter: 'none' });
}

/** A poll that takes no longer shows that the machine is not busy. */
const calmTurnMs = 8;
const restPerTurn = 3;
const longestRestMs = 100;

/**
 * Milliseconds to wait after a poll so that events gather: one poll costs about the same for one event as for fifty. On
 * an idle machine it is zero; on a busy one polls take longer, so they become fewer and larger.
 */
export function decideRest(outcome: PollOutcome, turnMs: number): number {
  return outcome === 'progress' ? 0 : Math.min(longestRestMs, Math.max(0, turnMs - calmTurnMs) * restPerTurn);
}

/**
 * Whether a wake ends the wait: a wake announces new events, not that a failure is over or another process has died.
 */
export function mayBeWoken(outcome: PollOutcome): boolean {
  return outcome !== 'failed' && outcome !== 'watching';
}
