import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median } from './summarize-samples.ts';

describe('the median', () => {
  it.each([
    ['of one', [7], 7],
    ['of an odd number, unsorted', [9, 1, 5], 5],
    ['of an even number', [4, 1, 3, 2], 2.5],
    ['sorted as numbers, not as text', [10, 9, 100], 10],
  ])('%s', (_case, samples, expected) => {
    expect(median(samples)).toBe(expected);
  });

  it('has as many samples above as below', () => {
    const samples = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(samples, (all) => {
        const middle = median(all);
        const above = all.filter((each) => each > middle).length;
        const below = all.filter((each) => each < middle).length;
        expect(Math.max(above, below)).toBeLessThanOrEqual(all.length / 2);
      }),
    );
  });

  it('of no samples is an error', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});
