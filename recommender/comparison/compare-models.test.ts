import { describe, expect, it } from 'vitest';
import { splitRandomly } from '../evaluation/index.ts';
import { toInteractionLog } from '../interactions/index.ts';
import { createSeededRandom } from '../random/index.ts';
import { type ComparisonStep, compareModels } from './compare-models.ts';
import { modelNames } from './fit-model.ts';

/** Two tastes that share no item: whoever knows the history must beat popularity. */
function drawLog() {
  const random = createSeededRandom(2);
  const rows = Array.from({ length: 60 }, (_, user) =>
    Array.from({ length: 8 }, (__, at) => ({
      user: `user-${user}`,
      item: `${user % 2 === 0 ? 'cat' : 'dog'}-${random.below(12)}`,
      timeMs: at * 86_400_000,
    })),
  );
  return toInteractionLog(rows.flat());
}

const split = splitRandomly(drawLog(), { testShare: 0.25, seed: 4 });
const now = () => 0;

describe('models side by side', () => {
  it('are asked about the same users, popularity first', async () => {
    const steps: ComparisonStep[] = [];
    const compared = await compareModels(split, {
      models: modelNames,
      hyperparameters: { ials: { factors: 4, epochs: 3 } },
      ...{ k: 5, seed: 1, now, onProgress: (step: ComparisonStep) => steps.push(step) },
    });
    expect(compared.map(({ name }) => name)).toEqual([...modelNames]);
    expect(new Set(compared.map(({ evaluation }) => evaluation.users)).size).toBe(1);
    const [popularity, , ease, ials] = compared;
    expect(popularity).toMatchObject({ ndcgOverPopularity: null, ndcgGain: null, trials: [] });
    expect(ease?.ndcgGain?.interval[0]).toBeGreaterThan(0);
    expect(ials?.ndcgOverPopularity).toBeGreaterThan(1);
    expect(new Set(steps.map(({ doing }) => doing))).toContain('fitting');
  });

  it('are tuned on the validation: the best of it is taken, and what is asked for is not tried', async () => {
    const validation = splitRandomly(split.train, { testShare: 0.25, seed: 5 });
    const [, ease] = await compareModels(split, { models: ['ease'], validation, k: 5, seed: 1, now });
    const best = Math.max(...(ease?.trials ?? []).map(({ ndcg }) => ndcg));
    expect(ease?.trials.length).toBeGreaterThan(2);
    expect(ease?.trials.find(({ ndcg }) => ndcg === best)?.hyperparameters).toEqual(ease?.hyperparameters);
    const hyperparameters = { ease: { lambda: 7 } };
    const asked = await compareModels(split, {
      models: ['ease'],
      validation,
      hyperparameters,
      k: 5,
      seed: 1,
      now,
    });
    expect(asked[1]).toMatchObject({ hyperparameters: { lambda: 7 }, trials: [] });
  });
});
