import type { Logger } from '../logging/index.ts';
import {
  type MigrationReport,
  type MigrationText,
  type PgConnectionOptions,
  runMigrations,
} from '../postgres/index.ts';
import { leaderMigration } from '../workers/index.ts';

/**
 * Tables that a service needs in its own database to publish and to consume.
 *
 * `outbox_cursor` says how far publishing got. Rows of transactions below `published_below` are published; of those
 * from there to `window_end`, the ones up to `window_position`. Without an open window the two ends are equal.
 */
const messagingMigrations: readonly MigrationText[] = [
  {
    name: '0001-outbox-and-inbox.sql',
    sql: `
create table outbox (
  position bigint generated always as identity primary key,
  transaction_id xid8 not null default pg_current_xact_id(),
  message_id text not null unique,
  type text not null,
  subject text not null,
  data_version integer not null,
  data jsonb not null,
  correlation_id text not null,
  causation_id text,
  traceparent text,
  occurred_at timestamptz not null default statement_timestamp()
);
create index outbox_by_transaction on outbox (transaction_id, position);

create table outbox_cursor (
  is_only boolean primary key default true check (is_only),
  published_below xid8 not null default '0',
  window_end xid8 not null default '0',
  window_position bigint not null default 0
);
insert into outbox_cursor default values;

create table consumer_offset (
  consumer text primary key,
  transaction_id xid8 not null default '0',
  position bigint not null default 0,
  updated_at timestamptz not null default now()
);

create table inbox (
  consumer text not null,
  message_id text not null,
  handled_at timestamptz not null default now(),
  primary key (consumer, message_id)
);
`,
  },
  {
    name: '0002-inbox-by-time.sql',
    sql: 'create index inbox_by_time on inbox (handled_at);',
  },
  {
    name: '0003-dead-letters.sql',
    sql: `
create table dead_letters (
  position bigint generated always as identity,
  consumer text not null,
  message_id text not null,
  type text not null,
  subject text not null,
  event jsonb not null,
  -- Zero for one that waits behind another of its subject.
  attempts integer not null,
  -- Null for one that is left to an operator.
  next_at timestamptz,
  last_error text,
  parked_at timestamptz not null default now(),
  primary key (consumer, message_id)
);
create unique index dead_letters_by_subject on dead_letters (consumer, subject, position);
`,
  },
  {
    name: '0004-inbox-says-handled.sql',
    sql: `
-- False for what was set aside: it is in the inbox, so that it is not handled when it comes again, and was not handled.
alter table inbox add column is_handled boolean not null default true;
update inbox set is_handled = false from dead_letters
where inbox.consumer = dead_letters.consumer and inbox.message_id = dead_letters.message_id;
`,
  },
  { name: '0005-leader.sql', sql: leaderMigration },
];

export interface MessagingMigrationOptions {
  /** The service's own database, as its owner. */
  readonly connection: PgConnectionOptions;
  readonly log: Pick<Logger, 'info'>;
}

/**
 * Creates outbox, relay cursor, inbox, consumer offsets, dead letters and the leader's lease in a service's own
 * database; runs before the service's own migrations.
 */
export function migrateMessaging({ connection, log }: MessagingMigrationOptions): Promise<MigrationReport> {
  return runMigrations({ connection, source: messagingMigrations, history: 'messaging_migrations', log });
}
