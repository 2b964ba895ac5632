import { describe, expect, it } from 'vitest';
import { decideRetry } from './decide-retry.ts';

const failed = {
  number: 1,
  maxAttempts: 3,
  isRetriable: true,
  remainingMs: Number.POSITIVE_INFINITY,
  random: 0.5,
};

describe('decideRetry', () => {
  it.each([
    ['tries again after a jittered delay', failed, { retry: true, delayMs: 40 }],
    ['doubles the bound with each attempt', { ...failed, number: 2 }, { retry: true, delayMs: 80 }],
    ['ends at the most attempts', { ...failed, number: 3 }, { retry: false, reason: 'attempts' }],
    ['never repeats what is final', { ...failed, isRetriable: false }, { retry: false, reason: 'final' }],
    ['waits as long as the peer asks', { ...failed, askedSeconds: 1 }, { retry: true, delayMs: 1_000 }],
    ['waits no longer than two seconds', { ...failed, askedSeconds: 60 }, { retry: true, delayMs: 2_000 }],
    [
      'begins nothing that the deadline would end during the wait',
      { ...failed, askedSeconds: 1, remainingMs: 900 },
      { retry: false, reason: 'deadline' },
    ],
    [
      'begins nothing after the deadline',
      { ...failed, random: 0, remainingMs: 0 },
      { retry: false, reason: 'deadline' },
    ],
  ] as const)('%s', (_title, circumstances, decision) => {
    expect(decideRetry(circumstances)).toEqual(decision);
  });

  it('draws delays from the whole range below a second', () => {
    const delayOf = (number: number, random: number) =>
      decideRetry({ ...failed, number, maxAttempts: 100, random });
    expect(delayOf(1, 0)).toEqual({ retry: true, delayMs: 0 });
    expect(delayOf(30, 0.999)).toEqual({ retry: true, delayMs: 999 });
  });
});
