import { backOffMs } from '../resilience/back-off.ts';

/** Result of one poll of an outbox or log. */
export type PollOutcome =
  /** Events were moved, and there are more. */
  | 'progress'
  /** Events cannot be read yet: an older transaction is still open, or another process handles them. */
  | 'held-back'
  /** Nothing is left, and a wake announces new events. */
  | 'quiet'
  /** Nothing is left, and new events are announced or handled by another process. */
  | 'at-rest'
  /** Nothing is left, and new events are not announced. */
  | 'idle'
  /** Another process handles what is left; it is watched in case it has died. */
  | 'watching'
  /** Another process leads; this one looks when it is asked to. */
  | 'standing-by'
  | 'failed';

/**
 * How long events gather before a poll. One poll costs about the same for one event as for fifty, and an event passes
 * two of them (relay, consumer), so read models are up to twice this behind.
 */
export const gatherMs = 200;

const factor = 1.5;
/** Delay after the first poll with an outcome, and its ceiling when the outcome repeats. */
const bounds = {
  progress: { firstMs: 0, longestMs: 0 },
  'held-back': { firstMs: gatherMs, longestMs: gatherMs },
  quiet: { firstMs: 2_000, longestMs: 5_000 },
  'at-rest': { firstMs: 15_000, longestMs: 15_000 },
  idle: { firstMs: gatherMs, longestMs: gatherMs },
  watching: { firstMs: 500, longestMs: 500 },
  'standing-by': { firstMs: 60_000, longestMs: 60_000 },
  failed: { firstMs: 100, longestMs: 5_000 },
} as const satisfies Record<PollOutcome, unknown>;

/** Milliseconds until the next poll: none while there is work, then growing with each repeated outcome. */
export function decidePollDelay(outcome: PollOutcome, sameOutcomesBefore: number): number {
  return backOffMs(sameOutcomesBefore, { ...bounds[outcome], factor, jitter: 'none' });
}

/**
 * Milliseconds from a wake until the poll, which the wake does not put off: `waitedMs` of the delay were over when it
 * came. The wait may not be interrupted: events that are announced meanwhile belong to the same poll.
 */
export function decideGathering(delayMs: number, waitedMs: number): number {
  return Math.max(0, Math.min(gatherMs, delayMs - Math.max(0, waitedMs)));
}

/**
 * Whether a wake ends the wait: a wake announces new events, not that a failure is over or another process has died.
 */
export function mayBeWoken(outcome: PollOutcome): boolean {
  return outcome !== 'failed' && outcome !== 'watching';
}
