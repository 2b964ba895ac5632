import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

const bounds = { firstMs: 100, longestMs: 1_000 };

describe('backOffMs', () => {
  it('doubles the delay with each failure up to its ceiling', () => {
    const delays = [0, 1, 2, 3, 4, 60, 5_000].map((failures) =>
      backOffMs(failures, { ...bounds, jitter: 'none' }),
    );
    expect(delays).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000]);
  });

  it('grows by another factor where one is given', () => {
    const delays = [0, 1, 2, 3].map((failures) =>
      backOffMs(failures, { ...bounds, factor: 3, jitter: 'none' }),
    );
    expect(delays).toEqual([100, 300, 900, 1_000]);
  });

  it.each([
    ['full', 0, 800],
    ['equal', 400, 800],
    ['quarter', 600, 800],
  ] as const)('draws with %s jitter from %d ms up to %d ms', (jitter, least, most) => {
    expect(backOffMs(3, { ...bounds, jitter, random: 0 })).toBe(least);
    expect(backOffMs(3, { ...bounds, jitter, random: 0.5 })).toBe((least + most) / 2);
    expect(backOffMs(3, { ...bounds, jitter, random: 0.999 })).toBeCloseTo(most, -1);
  });

  it('draws from below the ceiling, however many failures there were', () => {
    expect(backOffMs(60, { ...bounds, jitter: 'equal', random: 0.5 })).toBe(750);
  });
});
