import { type MigrationText, type Queryable, statement } from '../postgres/index.ts';

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

/**
 * Token buckets of all gateway replicas and the function that takes from them: a migration of the `events` database.
 */
export const rateLimitMigration: MigrationText = {
  name: '0002-rate-limits.sql',
  // Unlogged: a crash of the server refills all buckets, which is cheaper than a disk write for each request.
  sql: `
create unlogged table rate_limits (
  bucket text primary key,
  full_at double precision not null,
  granted integer not null
) with (fillfactor = 50);
create index rate_limits_by_time on rate_limits (full_at);

create function take_rate_limits(
  wanted_buckets text[], wanted_counts integer[], quota integer, period_seconds double precision
) returns table (bucket text, granted integer, until_full_seconds double precision)
language sql security definer set search_path = pg_catalog, public as $$
  with clock as (select extract(epoch from statement_timestamp())::double precision as now),
  wanted as (
    select bucket, least(count, quota) as count
    from unnest(wanted_buckets, wanted_counts) as wanted (bucket, count)
  )
  insert into public.rate_limits as kept (bucket, full_at, granted)
  select bucket, now + count * period_seconds / quota, count
  from wanted, clock
  order by bucket
  on conflict (bucket) do update set
    granted = greatest(0, least(excluded.granted, floor(1e-6 +
      (period_seconds - greatest(0, kept.full_at - extract(epoch from statement_timestamp()))) / (period_seconds / quota))))::integer,
    full_at = greatest(kept.full_at, extract(epoch from statement_timestamp())) + period_seconds / quota *
      greatest(0, least(excluded.granted, floor(1e-6 +
        (period_seconds - greatest(0, kept.full_at - extract(epoch from statement_timestamp()))) / (period_seconds / quota))))
  returning kept.bucket, kept.granted, kept.full_at - extract(epoch from statement_timestamp())
$$;
revoke execute on function take_rate_limits from public;

create function forget_rate_limits(most integer) returns integer
language sql security definer set search_path = pg_catalog, public as $$
  with forgotten as (
    delete from public.rate_limits
    where bucket in (
      select bucket from public.rate_limits
      where full_at < extract(epoch from now())
      order by full_at
      limit most
      for update skip locked
    )
    returning 1
  )
  select count(*)::integer from forgotten
$$;
revoke execute on function forget_rate_limits from public;
`,
};
