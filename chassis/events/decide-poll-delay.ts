import { backOffMs } from '../resilience/back-off.ts';

/** What a poll of a log came to. */
export type PollOutcome =
  /** Something was moved, and there is more. */
  | 'progress'
  /** Something waits that may not be read yet: an older transaction is still open, or another process holds the turn. */
  | 'held-back'
  /** Nothing is left, and news will be announced by a wake. */
  | 'quiet'
  /** Nothing is left, and nobody announces news. */
  | 'idle'
  /** Something is left for another process, which is looked after in case that it has died. */
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

/** How long to wait before the next poll: at once while there is work, then slower and slower. */
export function decidePollDelay(outcome: PollOutcome, sameOutcomesBefore: number): number {
  return backOffMs(sameOutcomesBefore, { ...bounds[outcome], factor, jitter: 'none' });
}

/** A turn that takes no longer says that the machine has time. */
const calmTurnMs = 8;
const restPerTurn = 3;
const longestRestMs = 100;

/**
 * How long to let news gather after a turn that took so long, because a turn costs much the same for one event as for fifty. Where there
 * is time nothing is waited for; on a busy machine turns grow longer, and with this become fewer and fuller.
 */
export function decideRest(outcome: PollOutcome, turnMs: number): number {
  return outcome === 'progress' ? 0 : Math.min(longestRestMs, Math.max(0, turnMs - calmTurnMs) * restPerTurn);
}

/** A wake means new work; not that what failed has healed, nor that another process has died. */
export function mayBeWoken(outcome: PollOutcome): boolean {
  return outcome !== 'failed' && outcome !== 'watching';
}
