import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RecommenderError } from '@petstore/recommender/errors';
import { benchmarkErrors } from '../errors.ts';
import { locateRoot } from '../locate-root.ts';
import type { BenchmarkRow, Findings } from '../report/benchmark-report.ts';
import type { RunContext } from '../run-context.ts';
import { drawReliability } from './draw-reliability.ts';
import { measureOnlineRetail } from './measure-online-retail.ts';
import { measurePublished } from './measure-published.ts';
import { measureSpeed } from './measure-speed.ts';

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

const retailFile = 'online_retail.parquet';

/** Everything that there is data for, and the speeds, which need none. */
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
      if (path === null) notes.push(`${name}: not measured, since --${name} points at no files.`);
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

const noRetail =
  'Online Retail: no data. Quality, calibration and cold start were not measured: point --online-retail at online_retail.parquet (UCI, dataset 352).';

/** What was named has to be there; what is only looked for may be missing. */
function locateRetail(named: string | null, usual: string): string | null {
  const folder = named ?? usual;
  const path = folder.endsWith('.parquet') ? folder : join(folder, retailFile);
  if (existsSync(path)) return path;
  if (named === null) return null;
  throw benchmarkErrors.create('benchmark-data-invalid', { message: `There is no ${path}.` });
}
