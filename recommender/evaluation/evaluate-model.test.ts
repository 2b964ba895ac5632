import { describe, expect, it } from 'vitest';
import { toInteractionLog } from '../interactions/index.ts';
import { fitPopularity } from '../popularity/index.ts';
import { bootstrapMean, compareInPairs } from './bootstrap-mean.ts';
import { evaluateModel } from './evaluate-model.ts';
import { prepareCases } from './prepare-cases.ts';
import { splitByTime } from './split.ts';

const before = (user: string, item: string) => ({ user, item, timeMs: 1 });
const after = (user: string, item: string) => ({ user, item, timeMs: 3 });
const rows = [
  ...['ada', 'bob', 'eve'].map((user) => before(user, 'hay')),
  ...['bob', 'eve'].map((user) => before(user, 'bowl')),
  ...[before('eve', 'leash'), before('ada', 'brush')],
  ...[after('ada', 'hay'), after('ada', 'bowl'), after('ada', 'unheard-of')],
  ...[after('bob', 'leash'), after('eve', 'unheard-of'), after('new', 'hay')],
];
const prepared = prepareCases(splitByTime(toInteractionLog(rows), 2));
const popularity = fitPopularity({ itemCount: 5, items: prepared.matrix.columns });

describe('an evaluation', () => {
  it('asks about users with a history and a new item that the training knows', () => {
    expect(prepared.cases.map(({ user, relevant }) => [user, [...relevant]])).toEqual([
      [0, [1, 4]],
      [1, [2]],
    ]);
  });

  it('asks about newcomers where it is told to', () => {
    const newcomers = prepareCases(splitByTime(toInteractionLog(rows), 2), 'newcomers');
    expect(newcomers.cases.map(({ user, relevant }) => [user, [...relevant]])).toEqual([[3, [0]]]);
  });

  it('ranks everything that a user does not have', async () => {
    const found = await evaluateModel(popularity, prepared, { k: 2, seed: 1 });
    // Ada gets bowl and leash, Bob leash and brush; an item nobody knew cannot be hit, and counts.
    expect(found).toMatchObject({
      users: 2,
      recall: { mean: 0.75 },
      recallAtMost: { mean: 0.75 },
      hitRate: { mean: 1, interval: [1, 1] },
      coverage: 3 / 4,
    });
    expect(found.ndcg.mean).toBeCloseTo((1 / (1 + 1 / Math.log2(3)) + 1) / 2, 12);
    expect(found.novelty).toBeCloseTo(-(Math.log2(2 / 3) + 3 * Math.log2(1 / 3)) / 4, 12);
  });

  it('refuses to tell anything of nobody', async () => {
    const nobody = { ...prepared, cases: [] };
    await expect(evaluateModel(popularity, nobody, { k: 2, seed: 1 })).rejects.toMatchObject({
      code: 'data-too-small',
    });
    await expect(evaluateModel(popularity, prepared, { k: 0, seed: 1 })).rejects.toThrow(/k must be/);
  });
});

describe('a bootstrap', () => {
  const values = Float64Array.from({ length: 400 }, (_, at) => at % 2);

  it('finds an interval as wide as theory says, the same for the same seed', () => {
    const { mean, interval } = bootstrapMean(values, { seed: 5 });
    expect(mean).toBe(0.5);
    // 1.96 standard errors of half of sqrt(1 / 400).
    expect(interval[0]).toBeCloseTo(0.451, 1);
    expect(interval[1] - interval[0]).toBeCloseTo(2 * 1.96 * 0.025, 1);
    expect(bootstrapMean(values, { seed: 5 }).interval).toEqual(interval);
    expect(bootstrapMean(values, { seed: 6 }).interval).not.toEqual(interval);
  });

  it('compares two models on the same users', () => {
    const better = values.map((value) => value + 0.1);
    const { mean, interval } = compareInPairs(better, values, { seed: 1 });
    expect(mean).toBeCloseTo(0.1, 12);
    expect(interval[0]).toBeCloseTo(0.1, 12);
  });
});
