import { describe, expect, it } from 'vitest';
import { decideFault, type FaultSettings, noFault } from './decide-fault.ts';

const quiet: FaultSettings = {
  seed: 7,
  declineRate: 0,
  timeoutBeforeRate: 0,
  timeoutAfterRate: 0,
  errorRate: 0,
  rateLimitPerSecond: 0,
  webhookDuplicateRate: 0,
  webhookDelayMs: 0,
};
const draws = Array.from({ length: 4_000 }, (_, draw) => draw);
const share = (settings: FaultSettings, outcome: string) =>
  draws.filter((draw) => decideFault(settings, draw).outcome === outcome).length / draws.length;

describe('decideFault', () => {
  it('decides on no fault while every rate is zero', () => {
    expect(draws.map((draw) => decideFault(quiet, draw))).toEqual(draws.map(() => noFault));
  });

  it.each([
    ['error', { errorRate: 1 }],
    ['timeout-before', { timeoutBeforeRate: 1 }],
    ['timeout-after', { timeoutAfterRate: 1 }],
  ] as const)('always decides on %s at rate 1', (outcome, rate) => {
    expect(share({ ...quiet, ...rate }, outcome)).toBe(1);
  });

  it('decides on each outcome as often as its rate', () => {
    const mixed = { ...quiet, errorRate: 0.1, timeoutBeforeRate: 0.2, timeoutAfterRate: 0.3 };
    expect(share(mixed, 'error')).toBeCloseTo(0.1, 1);
    expect(share(mixed, 'timeout-before')).toBeCloseTo(0.2, 1);
    expect(share(mixed, 'timeout-after')).toBeCloseTo(0.3, 1);
    expect(share(mixed, 'none')).toBeCloseTo(0.4, 1);
  });

  it('decides the same for the same seed and differently for another seed', () => {
    const some = {
      ...quiet,
      errorRate: 0.5,
      declineRate: 0.5,
      webhookDuplicateRate: 0.5,
      webhookDelayMs: 1_000,
    };
    const first = draws.map((draw) => decideFault(some, draw));
    expect(draws.map((draw) => decideFault(some, draw))).toEqual(first);
    expect(draws.map((draw) => decideFault({ ...some, seed: 8 }, draw))).not.toEqual(first);
  });

  it('decides on declines, webhook copies and delays independently of the outcome', () => {
    const some = {
      ...quiet,
      errorRate: 0.5,
      declineRate: 0.5,
      webhookDuplicateRate: 0.5,
      webhookDelayMs: 100,
    };
    const decisions = draws.map((draw) => decideFault(some, draw));
    const failing = decisions.filter(({ outcome }) => outcome === 'error');
    const portion = (count: number) => count / failing.length;
    expect(portion(failing.filter(({ isDeclined }) => isDeclined).length)).toBeCloseTo(0.5, 1);
    expect(portion(failing.filter(({ webhook }) => webhook.copies === 2).length)).toBeCloseTo(0.5, 1);
    expect(Math.max(...decisions.map(({ webhook }) => webhook.delayMs))).toBeLessThanOrEqual(100);
    expect(new Set(decisions.map(({ webhook }) => webhook.delayMs)).size).toBeGreaterThan(50);
  });
});
