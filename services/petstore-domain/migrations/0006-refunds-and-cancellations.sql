alter table orders
  add column cancellation_requested boolean not null default false,
  -- As the events say: id, amountMinor, status, reason.
  add column refunds jsonb not null default '[]';

-- What is still to be asked of payment-service for a refund that an order's events tell of; a row is made with OrderRefundRequested.
create table order_refunds (
  refund_id text primary key,
  order_id text not null references orders (id),
  payment_id text not null,
  amount_minor bigint not null check (amount_minor > 0),
  reason text not null,
  attempts integer not null default 0,
  is_settled boolean not null default false,
  next_at timestamptz not null default now(),
  -- A worker writes only while its token stands here.
  lease_token uuid,
  lease_until timestamptz,
  correlation_id text not null,
  last_message_id text not null
);
create index order_refunds_due on order_refunds (next_at) where not is_settled;
