import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectTop } from './select-top.ts';

describe('the best of some scores', () => {
  it('are those at the head of a sorted list, ties by index', () => {
    const scores = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN)));
    fc.assert(
      fc.property(scores, fc.nat(12), fc.nat(5), (all, count, excluded) => {
        const isExcluded = (item: number) => item % 5 === excluded;
        const sorted = [...all.keys()]
          .filter((item) => Number.isFinite(all[item]) && !isExcluded(item))
          .sort((one, other) => (all[other] ?? 0) - (all[one] ?? 0) || one - other);
        expect(selectTop(all, { count, isExcluded })).toEqual(sorted.slice(0, count));
      }),
    );
  });

  it('are as few as there are, and none of none', () => {
    expect(selectTop([1, 2], { count: 20 })).toEqual([1, 0]);
    expect(selectTop([], { count: 20 })).toEqual([]);
  });
});
