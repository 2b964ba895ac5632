import { describe, expect, it } from 'vitest';
import { decideGathering, decidePollDelay, mayBeWoken, type PollOutcome } from './decide-poll-delay.ts';

describe('the delay until the next poll', () => {
  it.each<{ after: PollOutcome; delaysMs: Readonly<Record<number, number>>; why: string }>([
    { after: 'progress', delaysMs: { 0: 0, 50: 0 }, why: 'there is more to move' },
    { after: 'held-back', delaysMs: { 0: 200, 50: 200 }, why: 'most transactions are over by then' },
    { after: 'quiet', delaysMs: { 0: 2_000, 1: 3_000, 50: 5_000 }, why: 'an announcement may be lost' },
    {
      after: 'at-rest',
      delaysMs: { 0: 15_000, 50: 15_000 },
      why: 'an announcement may be lost with its process',
    },
    { after: 'idle', delaysMs: { 0: 200, 50: 200 }, why: 'nothing is announced' },
    { after: 'watching', delaysMs: { 0: 500, 50: 500 }, why: 'the other process may have died' },
    { after: 'standing-by', delaysMs: { 0: 60_000, 50: 60_000 }, why: 'a standby is told when it leads' },
    { after: 'failed', delaysMs: { 0: 100, 1: 150, 50: 5_000 }, why: 'the cause may take long' },
  ])('after $after is $delaysMs by repetition: $why', ({ after, delaysMs }) => {
    for (const [before, delayMs] of Object.entries(delaysMs))
      expect(decidePollDelay(after, Number(before))).toBe(delayMs);
  });
});

describe('the time in which events gather after a wake', () => {
  it.each([
    { delayMs: 5_000, waitedMs: 0, gatheringMs: 200, why: 'a wake right after a poll' },
    { delayMs: 5_000, waitedMs: 3_000, gatheringMs: 200, why: 'a wake at rest' },
    { delayMs: 5_000, waitedMs: 4_900, gatheringMs: 100, why: 'the poll was due anyway' },
    { delayMs: 200, waitedMs: 150, gatheringMs: 50, why: 'the poll was due anyway' },
    { delayMs: 200, waitedMs: 900, gatheringMs: 0, why: 'the process was stopped meanwhile' },
    { delayMs: 5_000, waitedMs: -900, gatheringMs: 200, why: 'the clock was set back' },
  ])('is $gatheringMs ms, $waitedMs ms into a delay of $delayMs ms: $why', (given) => {
    expect(decideGathering(given.delayMs, given.waitedMs)).toBe(given.gatheringMs);
  });
});

it('is not woken while it waits for a failure to end or for another process', () => {
  const outcomes = [
    'progress',
    'held-back',
    'quiet',
    'at-rest',
    'idle',
    'watching',
    'standing-by',
    'failed',
  ] as const;
  expect(outcomes.filter((each) => !mayBeWoken(each))).toEqual(['watching', 'failed']);
});
