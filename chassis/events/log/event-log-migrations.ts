import type { MigrationText } from '../../postgres/index.ts';
import { rateLimitLeaseMigration, rateLimitMigration } from '../../rate-limit/index.ts';

/** Tables of database `events`: the event log, which is the PostgreSQL bus, and the records of requests. */
export const eventLogMigrations: readonly MigrationText[] = [
  {
    name: '0001-event-log-and-request-log.sql',
    sql: `
create table event_log (
  position bigint generated always as identity,
  transaction_id xid8 not null default pg_current_xact_id(),
  message_id text primary key,
  source text not null,
  type text not null,
  subject text not null,
  data_version integer not null,
  data jsonb not null,
  correlation_id text not null,
  causation_id text,
  traceparent text,
  occurred_at timestamptz not null,
  published_at timestamptz not null default statement_timestamp()
);
create unique index event_log_by_transaction on event_log (transaction_id, position);
create index event_log_by_correlation on event_log (correlation_id);

create table request_log (
  position bigint generated always as identity primary key,
  message_id text not null,
  causation_id text,
  correlation_id text not null,
  name text not null,
  caller text not null,
  callee text not null,
  status integer not null,
  started_at timestamptz not null,
  duration_ms double precision not null,
  attempts integer not null,
  customer_id text,
  recorded_by text not null,
  recorded_at timestamptz not null default statement_timestamp()
);
create index request_log_by_correlation on request_log (correlation_id);
create index request_log_by_time on request_log (recorded_at);

create function prune_request_log(kept interval, most integer) returns integer
language sql security definer set search_path = pg_catalog, public as $$
  with pruned as (
    delete from public.request_log
    where position in (
      select position from public.request_log
      where recorded_at < now() - kept
      order by recorded_at
      limit most
    )
    returning 1
  )
  select count(*)::integer from pruned
$$;
revoke execute on function prune_request_log from public;
`,
  },
  rateLimitMigration,
  {
    name: '0003-event-log-retention.sql',
    sql: `
create index event_log_by_time on event_log (published_at);
create index event_log_by_subject on event_log (subject, type, transaction_id, position);

-- What a type in standing_types says stays true until an event of the type at the same place in ending_types tells otherwise of the
-- same subject: until then a consumer that starts over has to find it, however old it is.
create function prune_event_log(kept interval, standing_types text[], ending_types text[], most integer) returns integer
language sql security definer set search_path = pg_catalog, public as $$
  with pruned as (
    delete from public.event_log
    where message_id in (
      select old.message_id
      from public.event_log as old
        left join unnest(standing_types, ending_types) as standing (type, ending) on standing.type = old.type
      where old.published_at < now() - kept
        and (standing.type is null or exists (
          select from public.event_log as later
          where later.subject = old.subject and later.type = standing.ending
            and (later.transaction_id, later.position) > (old.transaction_id, old.position)
        ))
      order by old.published_at
      limit most
    )
    returning 1
  )
  select count(*)::integer from pruned
$$;
revoke execute on function prune_event_log from public;
`,
  },
  {
    name: '0004-event-log-forgotten.sql',
    sql: `
-- Until when the log may have forgotten what was published; null while it has everything.
create table event_log_retention (
  is_only boolean primary key default true check (is_only),
  forgotten_until timestamptz
);
-- A log of before may have been pruned: an empty place may be that, or an event that was published twice.
insert into event_log_retention (forgotten_until)
select case when count(*) < coalesce(max(position), 0) then now() end from event_log;

create or replace function prune_event_log(kept interval, standing_types text[], ending_types text[], most integer) returns integer
language sql security definer set search_path = pg_catalog, public as $$
  with pruned as (
    delete from public.event_log
    where message_id in (
      select old.message_id
      from public.event_log as old
        left join unnest(standing_types, ending_types) as standing (type, ending) on standing.type = old.type
      where old.published_at < now() - kept
        and (standing.type is null or exists (
          select from public.event_log as later
          where later.subject = old.subject and later.type = standing.ending
            and (later.transaction_id, later.position) > (old.transaction_id, old.position)
        ))
      order by old.published_at
      limit most
    )
    returning published_at
  ),
  marked as (
    update public.event_log_retention
    set forgotten_until = greatest(forgotten_until, (select max(published_at) from pruned))
    where exists (select from pruned)
  )
  select count(*)::integer from pruned
$$;
`,
  },
  {
    name: '0005-correlation-claims.sql',
    sql: `
-- Whose interaction a correlation id names: the customer's who used it first.
create table correlation_claims (
  correlation_id text primary key,
  customer_id text not null,
  used_at timestamptz not null default statement_timestamp()
);
create index correlation_claims_by_time on correlation_claims (used_at);

-- Whose id it is now. An id that a gateway made itself was never claimed: its records tell whose it is. Nobody waits for a disk: a
-- crash may take the last claims, as it may the records that they are about.
create function claim_correlation_id(claimed text, claimant text) returns text
language sql security definer set search_path = pg_catalog, public as $$
  select set_config('synchronous_commit', 'off', true);
  insert into public.correlation_claims as kept (correlation_id, customer_id)
  values (claimed, coalesce((
    select customer_id from public.request_log
    where correlation_id = claimed and customer_id is not null
    order by started_at, position
    limit 1
  ), claimant))
  on conflict (correlation_id) do update set used_at = statement_timestamp()
  returning kept.customer_id
$$;
revoke execute on function claim_correlation_id from public;

create function prune_correlation_claims(kept interval, most integer) returns integer
language sql security definer set search_path = pg_catalog, public as $$
  with pruned as (
    delete from public.correlation_claims
    where correlation_id in (
      select correlation_id from public.correlation_claims as claim
      where used_at < now() - kept
        and not exists (select from public.request_log as record where record.correlation_id = claim.correlation_id)
        and not exists (select from public.event_log as event where event.correlation_id = claim.correlation_id)
      order by used_at
      limit most
      for update skip locked
    )
    returning 1
  )
  select count(*)::integer from pruned
$$;
revoke execute on function prune_correlation_claims from public;
`,
  },
  {
    name: '0006-generic-plans.sql',
    sql: `
-- A statement is planned once a connection. A setting of the database holds on any server and behind a transaction pooler.
do $$ begin execute format('alter database %I set plan_cache_mode = force_generic_plan', current_database()); end $$;
`,
  },
  rateLimitLeaseMigration,
];
