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

const growth = 1.5;
const bounds = {
  progress: { first: 0, most: 0 },
  'held-back': { first: 2, most: 50 },
  quiet: { first: 2_000, most: 5_000 },
  idle: { first: 10, most: 200 },
  watching: { first: 500, most: 500 },
  failed: { first: 100, most: 5_000 },
} as const satisfies Record<PollOutcome, unknown>;

/** How long to wait before the next poll: at once while there is work, then slower and slower. */
export function decidePollDelay(outcome: PollOutcome, sameOutcomesBefore: number): number {
  const { first, most } = bounds[outcome];
  return Math.min(most, first * growth ** sameOutcomesBefore);
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
