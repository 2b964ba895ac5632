import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { compareModels, type ModelName } from '@petstore/recommender/comparison';
import { type Split, splitRandomly } from '@petstore/recommender/evaluation';
import { mergeLogs } from '@petstore/recommender/interactions';
import { readInteractionFile } from '@petstore/recommender/reading';
import type { RunContext } from '../benchmark.ts';
import { benchmarkErrors } from '../errors.ts';
import type { BenchmarkRow } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import { choiceNotes, type QualityMetric, qualityRows } from './quality-rows.ts';
import { reportProgress } from './report-progress.ts';

const ndcg = (model: string, figure: number): PublishedFigure => ({ model, metric: 'ndcg', figure });
const recall = (model: string, figure: number): PublishedFigure => ({ model, metric: 'recall', figure });

/**
 * Published figures for the protocol of each data set. Sources: the comparison of Microsoft Recommenders
 * (MovieLens-100K), the paper on LightGCN++ (MovieLens-1M), and the papers on LightGCN and EASE on its split (Gowalla).
 */
const publishedFigures: Readonly<Record<PublishedData, readonly PublishedFigure[]>> = {
  'movielens-100k': [
    ndcg('BiVAE', 0.475),
    ndcg('BPR', 0.442),
    ndcg('LightGCN', 0.42),
    ndcg('NCF', 0.396),
    ndcg('SAR', 0.382),
    ndcg('ALS', 0.044),
  ],
  'movielens-1m': [ndcg('LightGCN', 0.301), ndcg('LightGCN++', 0.3275)],
  gowalla: [
    recall('EASE', 0.1765),
    ndcg('EASE', 0.1467),
    recall('LightGCN', 0.182),
    ndcg('LightGCN', 0.1547),
  ],
};

interface MeasureOptions extends RunContext {
  readonly seed: number;
  readonly ials: 'yes' | 'no';
}

const titles: Readonly<Record<PublishedData, string>> = {
  'movielens-100k': 'MovieLens-100K',
  'movielens-1m': 'MovieLens-1M',
  gowalla: 'Gowalla',
};

/** EASE keeps every pair of items in memory; this is the largest number of items that fits. */
const mostItemsOfEase = 20_000;

/** Measures one public data set by the protocol of its published figures, which are the baselines. */
export async function measurePublished(
  data: PublishedData,
  path: string,
  { seed, ials, lifetime, say }: MeasureOptions,
): Promise<{ readonly rows: readonly BenchmarkRow[]; readonly notes: readonly string[] }> {
  const title = titles[data];
  say(`${title}: reading`);
  const { split, k, isPublishedSplit, protocol } = await readSplit(data, path, seed);
  const itemCount = split.train.itemNames.length;
  const models: ModelName[] = [
    ...(itemCount <= mostItemsOfEase ? (['ease'] as const) : []),
    ...(ials === 'yes' || itemCount > mostItemsOfEase ? (['ials'] as const) : []),
  ];
  const compared = await compareModels(split, {
    models,
    k,
    seed,
    validation: splitRandomly(split.train, { testShare: 0.2, seed }),
    now: () => performance.now(),
    signal: lifetime.signal,
    onProgress: reportProgress(title, say),
  });
  const published = publishedFigures[data].filter(() => isPublishedSplit);
  const beside = compared.slice(1).flatMap(({ name, evaluation }) =>
    published.map(({ model, metric, figure }) =>
      createRow({
        metric: `${title}, ${name} beside ${model}: ${titleOf(metric, k)}`,
        value: evaluation[metric].mean,
        unit: 'share',
        baseline: figure,
      }),
    ),
  );
  return {
    rows: [...qualityRows(title, compared), ...beside],
    notes: [
      `${title}: ${protocol}; tuned on a fifth of each user's training.`,
      ...choiceNotes(title, compared),
      ...(isPublishedSplit
        ? [`${title}: baselines named beside a model are published figures for this protocol.`]
        : []),
    ],
  };
}

function titleOf(metric: QualityMetric, k: number): string {
  return metric === 'ndcg' ? `nDCG@${k}` : `Recall@${k}`;
}

interface ReadSplit {
  readonly split: Split;
  readonly k: number;
  readonly isPublishedSplit: boolean;
  readonly protocol: string;
}

async function readSplit(data: PublishedData, path: string, seed: number): Promise<ReadSplit> {
  if (data === 'movielens-100k') {
    const { log } = await readInteractionFile(fileIn(path, ['u.data', 'ratings.csv']));
    const protocol = 'a quarter of each user is the test, all ratings count, lists of 10';
    return { split: splitRandomly(log, { testShare: 0.25, seed }), k: 10, isPublishedSplit: true, protocol };
  }
  if (existsSync(join(path, 'train.txt'))) {
    const [train, test] = await Promise.all(
      ['train.txt', 'test.txt'].map((file) => readInteractionFile(join(path, file))),
    );
    if (train === undefined || test === undefined) throw missing(path, 'test.txt');
    const { first, second } = mergeLogs(train.log, test.log);
    const protocol = 'the official train.txt and test.txt, lists of 20';
    return { split: { train: first, test: second }, k: 20, isPublishedSplit: true, protocol };
  }
  const { log } = await readInteractionFile(fileIn(path, ['ratings.dat', 'ratings.csv']));
  const protocol =
    'no train.txt there, so a fifth of each user is the test, lists of 20; nothing published for that';
  return { split: splitRandomly(log, { testShare: 0.2, seed }), k: 20, isPublishedSplit: false, protocol };
}

function fileIn(path: string, names: readonly string[]): string {
  if (existsSync(path) && statSync(path).isFile()) return path;
  const found = names.map((name) => join(path, name)).find((file) => existsSync(file));
  if (found === undefined) throw missing(path, names.join(' or '));
  return found;
}

function missing(path: string, names: string) {
  return benchmarkErrors.create('benchmark-data-invalid', { message: `There is no ${names} in ${path}.` });
}

type PublishedData = 'movielens-100k' | 'movielens-1m' | 'gowalla';

interface PublishedFigure {
  readonly model: string;
  readonly metric: QualityMetric;
  readonly figure: number;
}
