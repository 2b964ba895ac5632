import { describe, expect, it } from 'vitest';
import { measureList } from './measure-list.ts';

const discount = (rank: number) => 1 / Math.log2(rank + 1);

describe('the quality of a list', () => {
  it('is whole when the list begins with all that is relevant', () => {
    expect(measureList([4, 2, 9], new Set([2, 4]), 3)).toEqual({
      ndcg: 1,
      recall: 1,
      recallAtMost: 1,
      hit: 1,
    });
  });

  it('discounts by rank, and divides by what could be gained', () => {
    const { ndcg } = measureList([9, 2, 8], new Set([2, 5]), 3);
    expect(ndcg).toBeCloseTo(discount(2) / (discount(1) + discount(2)), 12);
  });

  it('has two recalls: over everything relevant, and over what a list of k can hold', () => {
    const relevant = new Set([0, 1, 2, 3]);
    expect(measureList([0, 9], relevant, 2)).toMatchObject({ recall: 0.25, recallAtMost: 0.5 });
  });

  it('looks no further than k, and is nothing without a hit', () => {
    expect(measureList([9, 8, 1], new Set([1]), 2)).toEqual({ ndcg: 0, recall: 0, recallAtMost: 0, hit: 0 });
  });
});
