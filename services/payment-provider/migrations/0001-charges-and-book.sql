-- A charge's token is used once and never kept: no column holds it.
create table charges (
  id text primary key,
  reference text not null,
  status text not null check (status in ('authorized', 'declined', 'captured', 'voided', 'partially_refunded', 'refunded')),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  decline_code text,
  correlation_id text,
  created_at timestamptz not null,
  check (captured_minor in (0, amount_minor)),
  check (refunded_minor between 0 and captured_minor),
  check ((status = 'declined') = (decline_code is not null))
);
-- Not unique: a merchant who charges twice for one reference is charged twice, and the book shows it.
create index charges_by_reference on charges (reference);

-- The provider's own book. Nobody corrects a line; a reversal is a line of its own.
create table book_entries (
  position bigint generated always as identity primary key,
  id text not null unique,
  charge_id text not null references charges (id),
  reference text not null,
  kind text not null check (kind in ('authorization', 'decline', 'capture', 'void', 'refund')),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  correlation_id text,
  recorded_at timestamptz not null
);
create index book_entries_by_reference on book_entries (reference);
create index book_entries_by_correlation on book_entries (correlation_id);

create table idempotency_keys (
  key text primary key,
  request_hash text not null,
  status integer not null,
  body json not null,
  created_at timestamptz not null default now()
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

do $$
declare grantee_name text;
begin
  for grantee_name in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'book_entries' and grantee <> current_user
  loop
    execute format('revoke update, delete, truncate on book_entries from %I', grantee_name);
  end loop;
end $$;
