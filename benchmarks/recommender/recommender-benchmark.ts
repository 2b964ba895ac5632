import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RecommenderError } from '@petstore/recommender/errors';
import type { Benchmark, RunContext } from '../benchmark.ts';
import {
  oneOf,
  type ReadValue,
  wholeNumberBetween,
  wholeNumbersBetween,
} from '../command-line/read-values.ts';
import { benchmarkErrors } from '../errors.ts';
import { locateRoot } from '../locate-root.ts';
import type { BenchmarkRow, Findings } from '../report/benchmark-report.ts';
import { drawReliability } from './draw-reliability.ts';
import { measureOnlineRetail } from './measure-online-retail.ts';
import { measurePublished } from './measure-published.ts';
import { measureSpeed } from './measure-speed.ts';

const retailFile = 'online_retail.parquet';
const noRetail =
  'Online Retail: no data. Quality, calibration and cold start were not measured: point --online-retail at online_retail.parquet (UCI, dataset 352).';

const withinMs = 4 * 3_600_000;

const path: ReadValue<string> = (text) => (text.trim() === '' ? { mustBe: 'a path' } : { value: text });

export const recommenderBenchmark: Benchmark<RecommenderOptions> = {
  summary:
    'quality beside published figures, calibration, cold start, fit time, latency of a list, event to effect',
  options: {
    'online-retail': {
      placeholder: 'path',
      summary:
        'UCI Online Retail as parquet, or its folder; default ../shared/data/online-retail if it exists',
      otherwise: null,
      read: path,
    },
    'movielens-100k': {
      placeholder: 'path',
      summary: 'u.data of MovieLens-100K, or its folder',
      otherwise: null,
      read: path,
    },
    'movielens-1m': {
      placeholder: 'dir',
      summary: "train.txt and test.txt of LightGCN++'s MovieLens-1M, or the folder of ratings.dat",
      otherwise: null,
      read: path,
    },
    gowalla: {
      placeholder: 'dir',
      summary: "train.txt and test.txt of LightGCN's Gowalla",
      otherwise: null,
      read: path,
    },
    sizes: {
      placeholder: 'n,...',
      summary: 'items of the drawn catalogues whose fits and lists are timed',
      otherwise: [1_000, 4_000, 10_000],
      read: wholeNumbersBetween(50, 20_000),
    },
    seed: {
      placeholder: 'n',
      summary: 'of every draw',
      otherwise: 1,
      read: wholeNumberBetween(0, 2 ** 32 - 1),
    },
    ials: {
      placeholder: 'yes|no',
      summary: 'whether implicit ALS is tuned and fitted too, which takes minutes',
      otherwise: 'yes',
      read: oneOf('yes', 'no'),
    },
    picture: {
      placeholder: 'file',
      summary: 'write the reliability curve of the confidence there, as SVG',
      otherwise: null,
      read: path,
    },
  },
  withinMs: () => withinMs,
  run: (options, context) => runRecommender(options, context),
};

export interface RecommenderOptions {
  readonly 'online-retail': string | null;
  readonly 'movielens-100k': string | null;
  readonly 'movielens-1m': string | null;
  readonly gowalla: string | null;
  readonly sizes: readonly number[];
  readonly seed: number;
  readonly ials: 'yes' | 'no';
  readonly picture: string | null;
}

/** Measures quality on each data set that is present, and speed on random catalogues. */
export async function runRecommender(
  options: RecommenderOptions,
  context: RunContext,
  usualRetail: string = join(locateRoot(), '..', 'shared', 'data', 'online-retail'),
): Promise<Findings> {
  const rows: BenchmarkRow[] = [];
  const notes: string[] = [];
  const add = (part: { readonly rows: readonly BenchmarkRow[]; readonly notes: readonly string[] }) => {
    rows.push(...part.rows);
    notes.push(...part.notes);
  };
  try {
    const retail = locateRetail(options['online-retail'], usualRetail);
    if (retail === null) notes.push(noRetail);
    else {
      const measured = await measureOnlineRetail(retail, options, context);
      add(measured);
      if (options.picture !== null) await writeFile(options.picture, drawReliability(measured.reliability));
    }
    for (const name of ['movielens-100k', 'movielens-1m', 'gowalla'] as const) {
      const path = options[name];
      if (path === null) notes.push(`${name}: not measured, since --${name} points to no files.`);
      else add(await measurePublished(name, path, { ...options, ...context }));
    }
    add(await measureSpeed(options, context));
  } catch (error) {
    if (!(error instanceof RecommenderError)) throw error;
    throw benchmarkErrors.create('benchmark-data-invalid', { message: error.message, cause: error });
  }
  const { sizes, seed, ials } = options;
  return { settings: { sizes: sizes.join(', '), seed, ials }, rows, notes };
}

/** The path of the data; null when the default folder has none. Throws when a path that was given does not exist. */
function locateRetail(named: string | null, usual: string): string | null {
  const folder = named ?? usual;
  const path = folder.endsWith('.parquet') ? folder : join(folder, retailFile);
  if (existsSync(path)) return path;
  if (named === null) return null;
  throw benchmarkErrors.create('benchmark-data-invalid', { message: `There is no ${path}.` });
}
