import { type Queryable, statement } from '../postgres/index.ts';

/** A bucket of so many requests that fills up again within the period. */
export interface RateLimit {
  readonly quota: number;
  readonly periodSeconds: number;
}

/** What a bucket gave of what was wanted. */
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

/** Takes from several buckets at once; the database's clock is everybody's. */
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

/** Forgets buckets that are full, which says no more than having none. */
export async function forgetRateLimits(events: Queryable, most: number): Promise<number> {
  return (await events.query(forget, [most])).rows[0]?.forgotten ?? 0;
}
