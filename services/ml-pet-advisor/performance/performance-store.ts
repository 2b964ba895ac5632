import { type Queryable, statement } from '@petstore/chassis/postgres';

export interface ListFigures {
  readonly lists: number;
  readonly fallbacks: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

interface TrendPoint {
  readonly hour: string;
  readonly exposed: number;
  readonly accepted: number;
}

const selectLists = statement<ListFigures>(
  'select-list-figures',
  `select count(*) as lists, count(*) filter (where fallback_used) as fallbacks,
     percentile_cont(0.5) within group (order by processing_ms) as "p50Ms",
     percentile_cont(0.95) within group (order by processing_ms) as "p95Ms",
     percentile_cont(0.99) within group (order by processing_ms) as "p99Ms"
   from recommendation_lists where model_version = $1 and served_at > now() - interval '1 day'`,
);
const selectTrends = statement<TrendPoint>(
  'select-trends',
  `select to_char(date_trunc('hour', served_at at time zone 'UTC'), 'YYYY-MM-DD"T"HH24:00:00"Z"') as hour,
     count(*) as exposed, count(accepted_at) as accepted
   from exposures where served_at > now() - interval '1 day' group by 1 order by 1`,
);

const noLists: ListFigures = { lists: 0, fallbacks: 0, p50Ms: null, p95Ms: null, p99Ms: null };

/** Figures of the lists that a model version served in the last 24 hours. */
export async function listFigures(database: Queryable, modelVersion: string): Promise<ListFigures> {
  return (await database.query(selectLists, [modelVersion])).rows[0] ?? noLists;
}

/** Exposures of the last 24 hours by hour. */
export async function recommendationTrends(database: Queryable): Promise<readonly TrendPoint[]> {
  return (await database.query(selectTrends)).rows;
}
