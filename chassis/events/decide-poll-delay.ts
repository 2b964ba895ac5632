/** What a poll of a log came to. */
export type PollOutcome =
  /** Something was moved; there may be more. */
  | 'progress'
  /** Something waits that may not be read yet: an older transaction is still open, or another process holds the turn. */
  | 'held-back'
  | 'idle'
  | 'failed';

const growth = 1.5;
const bounds = {
  progress: { first: 0, most: 0 },
  'held-back': { first: 2, most: 50 },
  idle: { first: 10, most: 200 },
  failed: { first: 100, most: 5_000 },
} as const satisfies Record<PollOutcome, unknown>;

/** How long to wait before the next poll: at once while there is work, then slower and slower. */
export function decidePollDelay(outcome: PollOutcome, sameOutcomesBefore: number): number {
  const { first, most } = bounds[outcome];
  return Math.min(most, first * growth ** sameOutcomesBefore);
}
