-- No column holds a card token: it passes through to the provider and is forgotten.
create table payments (
  id text primary key,
  order_id text not null,
  customer_id text not null,
  correlation_id text not null,
  status text not null check (
    status in ('authorizing', 'authorized', 'declined', 'captured', 'voided', 'partially_refunded', 'refunded')
  ),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  -- The provider's charge.
  provider_reference text unique,
  decline_code text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (captured_minor in (0, amount_minor)),
  check (refunded_minor between 0 and captured_minor),
  check ((captured_minor > 0) = (status in ('captured', 'partially_refunded', 'refunded')))
);
-- Whatever key a caller takes, one order holds one customer's money once.
create unique index payments_one_live_per_order on payments (order_id) where status not in ('declined', 'voided');
create index payments_by_order on payments (order_id);
create index payments_by_correlation on payments (correlation_id);

-- A call that moves money at the provider. It is committed, with the key that the provider dedupes by, before it is sent.
create table provider_calls (
  provider_key text primary key,
  payment_id text not null references payments (id),
  operation text not null check (operation in ('authorize', 'capture', 'void', 'refund')),
  amount_minor bigint not null check (amount_minor > 0),
  -- A refund's place among the others: what will have been refunded once it is done.
  refunded_after_minor bigint not null default 0,
  -- pending: to be done or in doubt. watching: given up, but a late charge would still have to be voided.
  state text not null default 'pending' check (state in ('pending', 'watching', 'confirmed', 'refused', 'abandoned')),
  attempts integer not null default 1,
  -- The request that wanted it, under which it is carried on in the background.
  correlation_id text not null,
  message_id text not null,
  lease_until timestamptz not null,
  next_at timestamptz not null,
  created_at timestamptz not null default now(),
  settled_at timestamptz
);
-- Operations on one payment take turns.
create unique index provider_calls_one_pending on provider_calls (payment_id) where state = 'pending';
create index provider_calls_of_payment on provider_calls (payment_id);
create index provider_calls_due on provider_calls (next_at) where state in ('pending', 'watching');

create table idempotency_keys (
  caller text not null,
  key text not null,
  request_hash text not null,
  payment_id text references payments (id),
  provider_key text references provider_calls (provider_key),
  response_status integer,
  response_body json,
  created_at timestamptz not null default now(),
  primary key (caller, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

create table webhook_inbox (
  webhook_id text primary key,
  received_at timestamptz not null default now()
);
create index webhook_inbox_by_age on webhook_inbox (received_at);
