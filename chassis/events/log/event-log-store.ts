import { type Queryable, statement, statementWithParameters } from '../../postgres/index.ts';
import type { BusPage, BusPlace, LoggedEvent, StoredEvent } from '../event-bus.ts';

/** Notification channel; its payload is the comma-separated types that were published, empty for any type. */
export const newsChannel = 'event_log';

interface PublishedEvents {
  readonly source: string;
  readonly messageIds: readonly string[];
  readonly types: readonly string[];
  readonly subjects: readonly string[];
  readonly versions: readonly number[];
  /** JSON texts. */
  readonly data: readonly string[];
  readonly correlationIds: readonly string[];
  readonly causationIds: readonly (string | null)[];
  readonly traceparents: readonly (string | null)[];
  readonly occurredAt: readonly Date[];
  readonly news: string;
}

// No conflict target and no returned column: both would require the right to read. The lock is taken before the
// transaction gets its id: if two relays of a service overlap, because one's process died while its statement still
// runs, the second gets the greater id.
const publish = statementWithParameters<PublishedEvents>(
  'event-log-publish',
  `with turn as materialized (select pg_advisory_xact_lock(hashtext('event log publisher'), hashtext(:source))),
   published as (
     insert into event_log
       (source, message_id, type, subject, data_version, data, correlation_id, causation_id, traceparent, occurred_at)
     select :source, message_id, type, subject, data_version, data, correlation_id, causation_id, traceparent, occurred_at
     from turn cross join unnest(:messageIds::text[], :types::text[], :subjects::text[], :versions::integer[], :data::jsonb[],
       :correlationIds::text[], :causationIds::text[], :traceparents::text[], :occurredAt::timestamptz[])
       with ordinality as event
         (message_id, type, subject, data_version, data, correlation_id, causation_id, traceparent, occurred_at, place)
     order by place
     on conflict do nothing
     returning 1
   )
   select pg_notify('${newsChannel}', :news) where exists (select from published)`,
);

/** PostgreSQL limits a notification's payload to less than 8,000 bytes. */
const longestNews = 7_000;

/** Appends events to the log in their order; events that are already there stay unchanged. */
export async function publishEvents(
  events: Queryable,
  source: string,
  batch: readonly StoredEvent[],
): Promise<void> {
  const types = [...new Set(batch.map(({ type }) => type))].join(',');
  const values = publish.values({
    source,
    messageIds: batch.map(({ message_id }) => message_id),
    types: batch.map(({ type }) => type),
    subjects: batch.map(({ subject }) => subject),
    versions: batch.map(({ data_version }) => data_version),
    data: batch.map(({ data }) => JSON.stringify(data)),
    correlationIds: batch.map(({ correlation_id }) => correlation_id),
    causationIds: batch.map(({ causation_id }) => causation_id),
    traceparents: batch.map(({ traceparent }) => traceparent),
    occurredAt: batch.map(({ occurred_at }) => occurred_at),
    news: types.length > longestNews ? '' : types,
  });
  await events.query(publish, values);
}

type PageRow = { readonly holds_back: boolean } & (LoggedEvent | { readonly position: null });

// One statement, so that horizon and rows come from one snapshot. The latest row alone shows whether any row is above
// the horizon: a direct query for such a row would scan the whole log while the table has no statistics.
const readAfter = statement<PageRow>(
  'event-log-read-after',
  `with batch as (
     select * from event_log
     where (transaction_id, position) > ($1::xid8, $2::bigint)
       and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     order by transaction_id, position
     limit $4
   ),
   later as (
     select coalesce((select transaction_id from event_log order by transaction_id desc, position desc limit 1)
       >= pg_snapshot_xmin(pg_current_snapshot()), false) as holds_back
   )
   select holds_back, transaction_id, position, type, published_at, message_id, type = any($3::text[]) as is_wanted, source,
     case when type = any($3::text[]) then data else '{}' end as data,
     subject, data_version, correlation_id, causation_id, traceparent, occurred_at
   from later left join batch on true
   order by transaction_id, position`,
);

/**
 * The next events after a position, none of which can be preceded by one that is not visible yet: only transactions
 * older than the oldest open one, in any database of the server, are read.
 */
export async function readEventsAfter(
  events: Queryable,
  place: BusPlace,
  options: { readonly types: readonly string[]; readonly size: number },
): Promise<BusPage> {
  const values = [place.transactionId, place.position, options.types, options.size];
  const { rows } = await events.query(readAfter, values);
  return {
    events: rows.filter((row): row is PageRow & LoggedEvent => row.position !== null),
    isHeldBack: rows[0]?.holds_back ?? false,
  };
}
