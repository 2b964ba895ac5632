create table orders (
  order_id text primary key,
  customer_id text not null,
  correlation_id text not null,
  status text not null,
  total_minor bigint not null,
  currency text not null,
  captured_minor bigint not null default 0,
  placed_at timestamptz not null,
  accepted_at timestamptz,
  captured_at timestamptz,
  delivered_at timestamptz,
  cancelled_at timestamptz,
  cancellation_code text
);
create index orders_by_placing on orders (placed_at);
create index orders_by_acceptance on orders (accepted_at);
create index orders_by_capture on orders (captured_at);
create index orders_by_delivery on orders (delivered_at);
create index orders_by_cancellation on orders (cancelled_at);

-- Payments come from another service than orders do, so neither may wait for the other.
create table payments (
  payment_id text primary key,
  order_id text not null,
  currency text not null,
  authorized_at timestamptz,
  declined_at timestamptz,
  captured_at timestamptz,
  voided_at timestamptz
);

create table refunds (
  message_id text primary key,
  payment_id text not null,
  order_id text not null,
  amount_minor bigint not null,
  currency text not null,
  refunded_at timestamptz not null
);
create index refunds_by_order on refunds (order_id);

-- A cart lives from the first item until it is ordered or emptied; a customer has one at a time.
create table carts (
  cart_id bigint generated always as identity primary key,
  customer_id text not null,
  opened_at timestamptz not null,
  last_put_at timestamptz not null,
  outcome text check (outcome in ('ordered', 'cleared'))
);
create unique index carts_open on carts (customer_id) where outcome is null;
create index carts_by_opening on carts (opened_at);

create table cart_lines (
  cart_id bigint not null references carts on delete cascade,
  sku text not null,
  quantity integer not null check (quantity > 0),
  primary key (cart_id, sku)
);

create table interactions (
  message_id text primary key,
  customer_id text not null,
  kind text not null,
  happened_at timestamptz not null
);
create index interactions_by_time on interactions (happened_at);

create table recommendation_lists (
  recommendation_id text primary key,
  customer_id text not null,
  variant text,
  served_at timestamptz not null
);
create index recommendation_lists_by_customer on recommendation_lists (customer_id, served_at);
create index recommendation_lists_by_time on recommendation_lists (served_at);
