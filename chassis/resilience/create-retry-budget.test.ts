import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRetryBudget, type RetryBudget } from './create-retry-budget.ts';

function takeAll(budget: RetryBudget): number {
  let taken = 0;
  while (budget.tryTake()) taken += 1;
  return taken;
}

describe('a retry budget', () => {
  it.each([
    [0, 3],
    [1, 3],
    [15, 3],
    [20, 4],
    [100, 20],
    [1_000, 200],
  ])('allows a fifth of %i requests, at least three: %i', (requests, allowed) => {
    const budget = createRetryBudget({ now: () => 0 });
    for (let count = 0; count < requests; count += 1) budget.countRequest();
    expect(takeAll(budget)).toBe(allowed);
  });

  it('drops requests older than its window', () => {
    let nowMs = 0;
    const budget = createRetryBudget({ windowMs: 10_000, now: () => nowMs });
    expect(takeAll(budget)).toBe(3);
    nowMs = 9_000;
    expect(budget.tryTake()).toBe(false);
    nowMs = 10_000;
    expect(takeAll(budget)).toBe(3);
  });

  it('keeps attempts within 1.2 of requests, or three a window, whatever the timing', () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 3_000 }),
      wanted: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        let nowMs = 0;
        const budget = createRetryBudget({ windowMs: 10_000, now: () => nowMs });
        let retries = 0;
        for (const { waitMs, wanted } of steps) {
          nowMs += waitMs;
          budget.countRequest();
          for (let number = 0; number < wanted; number += 1) if (budget.tryTake()) retries += 1;
        }
        const windows = Math.floor(nowMs / 9_000) + 1;
        expect(retries).toBeLessThanOrEqual(0.2 * steps.length + 3 * windows);
      }),
    );
  });
});
