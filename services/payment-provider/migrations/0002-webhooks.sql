create table webhook_deliveries (
  id text primary key,
  payload text not null,
  correlation_id text not null,
  -- The request that made the charge change.
  causation_id text not null,
  copies_left integer not null check (copies_left >= 0),
  attempts integer not null default 0,
  next_at timestamptz not null,
  created_at timestamptz not null default now(),
  delivered_at timestamptz,
  given_up_at timestamptz
);
create index webhook_deliveries_due on webhook_deliveries (next_at) where delivered_at is null and given_up_at is null;
