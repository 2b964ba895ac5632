import { describe, expect, it } from 'vitest';
import { decideRetryDelay } from './decide-retry-delay.ts';

describe('decideRetryDelay', () => {
  it('doubles the pause between attempts up to a bound', () => {
    const pauses = [0, 1, 2, 3, 9, 60].map((attempts) =>
      decideRetryDelay({ attempts, longestMs: 1_000, random: 0.5 }),
    );
    expect(pauses).toEqual([75, 150, 300, 600, 750, 750]);
  });

  it('is between half of the bound and all of it', () => {
    expect(decideRetryDelay({ attempts: 3, longestMs: 10_000, random: 0 })).toBe(400);
    expect(decideRetryDelay({ attempts: 3, longestMs: 10_000, random: 0.999 })).toBe(800);
  });
});
