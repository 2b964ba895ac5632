import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeList } from './compose-list.ts';
import { fillPlaces } from './fill-places.ts';
import { selectTop } from './select-top.ts';

const scores = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { maxLength: 60 });
const categoryOf = (item: number) => `category-${item % 4}`;
const isExcluded = (item: number) => item % 7 === 0;

describe('a list', () => {
  it('is the best scores where nothing else is asked for', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 12 }), (all, count) => {
        const plain = selectTop(all, { count, isExcluded });
        expect(composeList(all, { count, isExcluded })).toEqual(plain);
        expect(composeList(all, { count, isExcluded, similarityOf: () => 1, diversity: 0 })).toEqual(plain);
      }),
    );
  });

  it('has no more of a category than its cap, nothing excluded, nothing twice, and stays as long as it can', () => {
    fc.assert(
      fc.property(
        scores,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 3 }),
        (all, count, cap) => {
          const list = composeList(all, { count, isExcluded, categoryOf, mostPerCategory: cap });
          const perCategory = [0, 1, 2, 3].map((at) => list.filter((item) => item % 4 === at).length);
          expect(Math.max(0, ...perCategory)).toBeLessThanOrEqual(cap);
          expect(list.some(isExcluded)).toBe(false);
          expect(new Set(list).size).toBe(list.length);
          const possible = [0, 1, 2, 3].reduce(
            (sum, at) =>
              sum +
              Math.min(cap, [...all.keys()].filter((item) => item % 4 === at && !isExcluded(item)).length),
            0,
          );
          expect(list.length).toBe(Math.min(count, possible));
        },
      ),
    );
  });

  it('prefers what is not like the rest of it, the more the more diversity is asked for', () => {
    const all = [1, 0.99, 0.98, 0.9, 0.1];
    const similarityOf = (one: number, other: number) => (one < 3 && other < 3 ? 1 : 0);
    expect(composeList(all, { count: 2, similarityOf, diversity: 0.5 })).toEqual([0, 3]);
    expect(composeList(all, { count: 2, similarityOf, diversity: 0.02 })).toEqual([0, 1]);
  });

  it('refuses rules that are none', () => {
    expect(() => composeList([1], { count: 1, diversity: 2 })).toThrow(/diversity/);
    expect(() => composeList([1], { count: 1, categoryOf, mostPerCategory: 0 })).toThrow(/cap/);
  });
});

describe('what is shown for breeds', () => {
  const pets: Readonly<Record<number, readonly { id: string; fit: number }[]>> = {
    1: [
      { id: 'rex', fit: 0.2 },
      { id: 'ada', fit: 0.9 },
    ],
    2: [],
    3: [{ id: 'tom', fit: 0.5 }],
  };
  const candidatesOf = (item: number) => pets[item] ?? [];
  const shown = (count: number) =>
    fillPlaces([3, 2, 1], candidatesOf, count).map(({ candidate }) => candidate.id);

  it('is the pet of each that suits best, then the second ones, and none that cannot be had', () => {
    expect(shown(5)).toEqual(['tom', 'ada', 'rex']);
    expect(shown(2)).toEqual(['tom', 'ada']);
    expect(fillPlaces([], candidatesOf, 3)).toEqual([]);
  });
});
