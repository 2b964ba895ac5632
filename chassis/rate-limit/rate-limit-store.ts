import { type Queryable, statement } from '../postgres/index.ts';

/** A bucket's capacity in requests and the period in which it refills. */
export interface RateLimit {
  readonly quota: number;
  readonly periodSeconds: number;
}

/** How many of the wanted requests a bucket allows. */
export interface Grant {
  readonly granted: number;
  readonly untilFullSeconds: number;
}

interface GrantRow {
  readonly bucket: string;
  readonly granted: number;
  readonly until_full_seconds: number;
}

const take = statement<GrantRow>('rate-limits-take', 'select * from take_rate_limits($1, $2, $3, $4)');
const forget = statement<{ forgotten: number }>(
  'rate-limits-forget',
  'select forget_rate_limits($1) as forgotten',
);

/** Takes requests from several buckets in one statement, by the database's clock. */
export async function takeRateLimits(
  events: Queryable,
  wanted: ReadonlyMap<string, number>,
  { quota, periodSeconds }: RateLimit,
): Promise<ReadonlyMap<string, Grant>> {
  const { rows } = await events.query(take, [[...wanted.keys()], [...wanted.values()], quota, periodSeconds]);
  return new Map(
    rows.map(({ bucket, granted, until_full_seconds: untilFullSeconds }) => [
      bucket,
      { granted, untilFullSeconds },
    ]),
  );
}

/** Deletes full buckets; a missing bucket counts as full. */
export async function forgetRateLimits(events: Queryable, most: number): Promise<number> {
  return (await events.query(forget, [most])).rows[0]?.forgotten ?? 0;
}
