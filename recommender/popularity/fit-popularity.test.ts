import { describe, expect, it } from 'vitest';
import { fitPopularity, fitTypedPopularity } from './fit-popularity.ts';

const items = [0, 0, 0, 1, 1, 2];
const day = 86_400_000;

function scoresOf(model: ReturnType<typeof fitPopularity>, taste: readonly number[] = []): number[] {
  const scores = new Float64Array(model.itemCount);
  model.score({ items: taste }, scores);
  return [...scores];
}

describe('popularity', () => {
  it('is the share of all events', () => {
    expect(scoresOf(fitPopularity({ itemCount: 4, items }))).toEqual([1 / 2, 1 / 3, 1 / 6, 0]);
  });

  it('fades by the half-life', () => {
    const timesMs = [0, 0, 0, day, day, 2 * day];
    const recent = fitPopularity({ itemCount: 3, items, timesMs }, { halfLifeMs: day });
    expect(scoresOf(recent).map((share) => share * 2.75)).toEqual([0.75, 1, 1]);
  });

  it('keeps to the types of a history, and is overall without one', () => {
    const model = fitTypedPopularity({ itemCount: 3, items, typeOf: (item) => (item === 1 ? 'cat' : 'dog') });
    expect(scoresOf(model, [2])).toEqual([1 / 2, 0, 1 / 6]);
    expect(scoresOf(model, [2, 1, 99])).toEqual([1 / 4, 1 / 6, 1 / 12]);
    expect(scoresOf(model)).toEqual([1 / 2, 1 / 3, 1 / 6]);
    expect(model.attribute({ items: [2] }, 0)).toEqual([{ source: 'popularity', index: -1, amount: 1 / 2 }]);
    expect(model.attribute({ items: [2] }, 1)).toEqual([]);
  });

  it('knows that nothing was taken of nothing', () => {
    expect(scoresOf(fitPopularity({ itemCount: 2, items: [] }))).toEqual([0, 0]);
    expect(() => fitPopularity({ itemCount: 0, items: [] })).toThrow(/at least one item/);
    expect(() => fitPopularity({ itemCount: 1, items: [0] }, { halfLifeMs: day })).toThrow(/times/);
  });
});
