import type { ComparedModel } from '@petstore/recommender/comparison';
import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';

export type QualityMetric = 'ndcg' | 'recall' | 'recallAtMost' | 'hitRate';

interface QualityGoal {
  readonly metric: QualityMetric;
  readonly goal: Goal;
}

const titles: Readonly<Record<QualityMetric, (k: number) => string>> = {
  ndcg: (k) => `nDCG@${k}`,
  recall: (k) => `Recall@${k} of all relevant`,
  recallAtMost: (k) => `Recall@${k} of at most ${k}`,
  hitRate: (k) => `HR@${k}`,
};

/** Quality metrics of each model; the baseline is popularity for the same users. */
export function qualityRows(
  data: string,
  models: readonly ComparedModel[],
  goals: readonly QualityGoal[] = [],
): BenchmarkRow[] {
  const popularity = models[0]?.evaluation;
  return models.flatMap(({ name, evaluation, fitSeconds }, at) => [
    ...(['ndcg', 'recall', 'recallAtMost', 'hitRate'] as const).flatMap((metric) => {
      const row = {
        metric: `${data}, ${name}: ${titles[metric](evaluation.k)}`,
        value: evaluation[metric].mean,
        unit: 'share',
        baseline: at === 0 ? null : (popularity?.[metric].mean ?? null),
      };
      const judged = goals.filter((each) => name === 'ease' && each.metric === metric);
      return judged.length === 0 ? [createRow(row)] : judged.map(({ goal }) => createRow({ ...row, goal }));
    }),
    createRow({ metric: `${data}, ${name}: coverage`, value: evaluation.coverage, unit: 'share' }),
    createRow({ metric: `${data}, ${name}: novelty`, value: evaluation.novelty, unit: 'bits' }),
    createRow({ metric: `${data}, ${name}: fit`, value: fitSeconds, unit: 's' }),
  ]);
}

/** Notes with each model's hyperparameters, number of trials and confidence interval of nDCG. */
export function choiceNotes(data: string, models: readonly ComparedModel[]): string[] {
  return models.map(({ name, hyperparameters, trials, evaluation }) => {
    const [from, to] = evaluation.ndcg.interval.map((bound) => bound.toFixed(4));
    const words = Object.entries(hyperparameters).map(([key, value]) => ` ${key} ${value}`);
    const how = trials.length === 0 ? '' : `; best of ${trials.length} on the validation`;
    return `${data}, ${name}:${words.join(',')}${how}; nDCG@${evaluation.k} of ${evaluation.users} users, 95% from ${from} to ${to}.`;
  });
}
