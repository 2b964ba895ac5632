import type { Logger } from '../logging/index.ts';
import {
  type MigrationReport,
  type MigrationText,
  type PgConnectionOptions,
  runMigrations,
} from '../postgres/index.ts';

/** Also upgrades a table that a service's own migrations created. */
const idempotencyMigrations: readonly MigrationText[] = [
  {
    name: '0001-idempotency-keys.sql',
    sql: `
create table if not exists idempotency_keys (
  -- The caller, and the operation where one key may serve several: another caller's equal key is another key.
  scope text not null,
  key text not null,
  request_hash text not null,
  status integer,
  -- Text, because the very same body is answered again.
  body text,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);
-- What a request is about that takes more than one transaction; it has no answer until it is finished.
alter table idempotency_keys add column if not exists reference text;
alter table idempotency_keys alter column status drop not null, alter column body drop not null,
  add constraint key_is_answered_or_begun
    check ((status is null) = (body is null) and (status is not null or reference is not null));
create index if not exists idempotency_keys_by_age on idempotency_keys (created_at);
`,
  },
];

interface IdempotencyMigrationOptions {
  /** The service's own database, as its owner. */
  readonly connection: PgConnectionOptions;
  readonly log: Pick<Logger, 'info'>;
}

/** Creates the table of idempotency keys in a service's own database, after the service's own migrations. */
export function migrateIdempotency(options: IdempotencyMigrationOptions): Promise<MigrationReport> {
  return runMigrations({ ...options, source: idempotencyMigrations, history: 'idempotency_migrations' });
}
