import { performance } from 'node:perf_hooks';
import {
  confidenceOf,
  fitConfidence,
  gatherOutcomes,
  measureReliability,
  type Reliability,
} from '@petstore/recommender/calibration';
import { type ComparedModel, compareModels, type ModelName } from '@petstore/recommender/comparison';
import { fitEase } from '@petstore/recommender/ease';
import { prepareCases, splitByTime } from '@petstore/recommender/evaluation';
import { filterLog, type InteractionLog } from '@petstore/recommender/interactions';
import { readInteractionFile } from '@petstore/recommender/reading';
import type { RunContext } from '../benchmark.ts';
import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import { measureColdStart } from './measure-cold-start.ts';
import { choiceNotes, qualityRows } from './quality-rows.ts';
import { reportProgress } from './report-progress.ts';

const name = 'Online Retail';
/**
 * Periods: models are tuned on October and tested on November and December; confidence is trained on October and tested
 * on November.
 */
const octoberBegins = Date.parse('2011-10-01T00:00Z');
const novemberBegins = Date.parse('2011-11-01T00:00Z');
const decemberBegins = Date.parse('2011-12-01T00:00Z');
const listLength = 20;

const value = (relation: Goal['relation'], bound: number): Goal => ({ of: 'value', relation, bound });
const ndcgGoals = [
  { metric: 'ndcg', goal: value('>=', 0.1) },
  { metric: 'ndcg', goal: { of: 'ratio', relation: '>=', bound: 2.5 } },
] as const;

interface MeasuredRetail {
  readonly rows: readonly BenchmarkRow[];
  readonly notes: readonly string[];
  readonly reliability: Reliability;
}

/** Temporal protocol: rows with a customer and a product; everything before November 2011 is training data. */
export async function measureOnlineRetail(
  path: string,
  { seed, ials }: { readonly seed: number; readonly ials: 'yes' | 'no' },
  { lifetime, say }: RunContext,
): Promise<MeasuredRetail> {
  const { log } = await readInteractionFile(path, {
    userPattern: /^[1-9]/,
    itemPattern: /^\d{5}[A-Za-z]?$/,
  });
  const split = splitByTime(log, novemberBegins);
  const validation = splitByTime(split.train, octoberBegins);
  const models: ModelName[] = ['recent-popularity', 'ease', ...(ials === 'yes' ? (['ials'] as const) : [])];
  const compared = await compareModels(split, {
    models,
    k: 10,
    seed,
    validation,
    now: () => performance.now(),
    signal: lifetime.signal,
    onProgress: reportProgress(name, say),
  });
  say(`${name}: confidence`);
  const lambda = lambdaOf(compared);
  const reliability = await measureConfidence(log, lambda);
  say(`${name}: newcomers`);
  const { log: profiles } = await readInteractionFile(path, {
    columns: { item: 'Country' },
    userPattern: /^[1-9]/,
  });
  const newcomers = await measureColdStart({ test: split, validation }, { profiles, lambda, seed });
  return {
    rows: [...qualityRows(name, compared, ndcgGoals), ...confidenceRows(reliability), ...newcomers.rows],
    notes: [
      `${name}: ${log.users.length} rows; learns from those before 2011-11-01; tuned on October alone; everything that a customer did not buy yet is ranked.`,
      ...choiceNotes(name, compared),
      `Confidence: EASE, lambda ${lambda}, the best ${listLength} of each customer who bought something new in the month; learnt on October, tested on November.`,
      ...newcomers.notes,
    ],
    reliability,
  };
}

function lambdaOf(models: readonly ComparedModel[]): number {
  return models.find((model) => model.name === 'ease')?.hyperparameters['lambda'] ?? 200;
}

/** Two fits, each on the data before its month. */
async function measureConfidence(log: InteractionLog, lambda: number): Promise<Reliability> {
  const outcomesOf = async (from: number, to: number) => {
    const month = filterLog(log, (row) => (log.timesMs[row] ?? 0) < to);
    const { matrix, cases } = prepareCases(splitByTime(month, from));
    return gatherOutcomes(await fitEase(matrix, { lambda }), cases, { count: listLength });
  };
  const confidence = fitConfidence(await outcomesOf(octoberBegins, novemberBegins));
  const tested = await outcomesOf(novemberBegins, decemberBegins);
  return measureReliability(
    tested.map((one) => ({ probability: confidenceOf(confidence, one).probability, isHit: one.isHit })),
  );
}

function confidenceRows({ error, errorOfEqualWidths, bins }: Reliability): BenchmarkRow[] {
  const row = (metric: string, figure: number, goal: Goal | null = null) =>
    createRow({ metric: `${name}, confidence: ${metric}`, value: figure, unit: 'share', goal });
  const outcomes = bins.reduce((sum, bin) => sum + bin.outcomes, 0);
  return [
    row('ECE, ten bins of equal size', error, value('<=', 0.02)),
    row('ECE, ten bins of equal width', errorOfEqualWidths, value('<=', 0.02)),
    row(
      'taken of what was ranked',
      bins.reduce((sum, bin) => sum + bin.hitRate * bin.outcomes, 0) / outcomes,
    ),
  ];
}
