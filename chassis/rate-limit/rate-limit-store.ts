import { type MigrationText, type Queryable, statement } from '../postgres/index.ts';

/** A bucket's capacity in requests and the period in which it refills. */
export interface RateLimit {
  readonly quota: number;
  readonly periodSeconds: number;
}

/** What is asked of a bucket: requests that wait, and tokens of an earlier lease that were not used. */
export interface Want {
  readonly wanted: number;
  readonly returned: number;
}

/** Tokens that a bucket gave: up to the wanted ones, and beyond them a lease while many are left. */
export interface Grant {
  readonly granted: number;
  readonly untilFullSeconds: number;
}

interface GrantRow {
  readonly bucket: string;
  readonly granted: number;
  readonly until_full_seconds: number;
}

const lease = statement<GrantRow>(
  'rate-limits-lease',
  'select * from lease_rate_limits($1, $2, $3, $4, $5, $6)',
);
const forget = statement<{ forgotten: number }>(
  'rate-limits-forget',
  'select forget_rate_limits($1) as forgotten',
);

/**
 * Takes tokens from several buckets in one statement, by the database's clock. A bucket that has more than the wanted
 * ones gives a twentieth of the rest besides, `mostLeased` at most.
 */
export async function leaseRateLimits(
  events: Queryable,
  wants: ReadonlyMap<string, Want>,
  { quota, periodSeconds, mostLeased }: RateLimit & { readonly mostLeased: number },
): Promise<ReadonlyMap<string, Grant>> {
  const each = [...wants.values()];
  const wanted = each.map((want) => want.wanted);
  const returned = each.map((want) => want.returned);
  const values = [[...wants.keys()], wanted, returned, quota, periodSeconds, mostLeased];
  const { rows } = await events.query(lease, values);
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
 * Token buckets of all gateway replicas and the function that takes from them, which replicas of an earlier version
 * call during a rollout: a migration of the `events` database.
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

/** The function that also leases tokens and takes unused ones back: a migration of the `events` database. */
export const rateLimitLeaseMigration: MigrationText = {
  name: '0007-rate-limit-leases.sql',
  // `wanted` and `returned` bring the arguments to the row that is there already, as `granted` brings the result back.
  sql: `
alter table rate_limits add column wanted integer not null default 0, add column returned integer not null default 0;

create function lease_rate_limits(
  wanted_buckets text[], wanted_counts integer[], returned_counts integer[],
  quota integer, period_seconds double precision, most_leased integer
) returns table (bucket text, granted integer, until_full_seconds double precision)
language sql security definer set search_path = pg_catalog, public as $$
  with clock as (
    select extract(epoch from statement_timestamp())::double precision as now, period_seconds / quota as seconds_each
  ),
  wants as (
    select bucket, wanted, returned, least(wanted, quota) + case when wanted = 0 then 0
        else least(most_leased, greatest(0, quota - wanted) / 20) end as granted
    from unnest(wanted_buckets, wanted_counts, returned_counts) as wants (bucket, wanted, returned)
  )
  insert into public.rate_limits as kept (bucket, full_at, granted, wanted, returned)
  select bucket, now + granted * seconds_each, granted, wanted, returned
  from wants, clock
  order by bucket
  on conflict (bucket) do update set (full_at, granted, wanted, returned) = (
    select start + give * seconds_each, give, excluded.wanted, excluded.returned
    from (select extract(epoch from statement_timestamp())::double precision as now, period_seconds / quota as seconds_each) as clock,
      lateral (select greatest(now, kept.full_at - excluded.returned * seconds_each) as start) as filling,
      lateral (select greatest(0, floor(1e-6 + (period_seconds - (start - now)) / seconds_each))::integer as tokens) as stock,
      lateral (select least(excluded.wanted, tokens) + case when excluded.wanted = 0 then 0
        else least(most_leased, greatest(0, tokens - excluded.wanted) / 20) end as give) as lease
  )
  returning kept.bucket, kept.granted, kept.full_at - extract(epoch from statement_timestamp())
$$;
revoke execute on function lease_rate_limits from public;
`,
};
