create table order_sagas (
  order_id text primary key references orders (id),
  customer_id text not null,
  step text not null,
  -- Steps of a compensation that follow this one.
  pending text[] not null default '{}',
  attempts integer not null default 0,
  step_since timestamptz not null default now(),
  next_at timestamptz not null default now(),
  -- A worker writes only while its token stands here: one that slept past its lease is fenced off.
  lease_token uuid,
  lease_until timestamptz,
  correlation_id text not null,
  last_message_id text not null,
  -- The provider's token, erased as soon as nothing needs it any more.
  card_token text,
  payment_id text,
  cancellation jsonb,
  constraint card_token_is_erased check (card_token is null or step in ('reserve', 'authorize'))
);
create index order_sagas_due on order_sagas (next_at) where step <> 'done';
