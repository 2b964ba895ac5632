import type { MigrationText } from '../postgres/index.ts';

/** Tables of the database `events`: the log that is the bus, and the records of requests. */
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
];
