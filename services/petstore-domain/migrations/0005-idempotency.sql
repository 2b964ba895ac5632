create table idempotency_keys (
  -- The operation and the caller: another caller's equal key is another key.
  scope text not null,
  key text not null,
  request_hash text not null,
  status integer not null,
  -- Text, because the very same body is answered again.
  body text not null,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
