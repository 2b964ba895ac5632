/**
 * The floor's tables: what a journey must leave behind. They lie in one database, so that an outbox row reaches the log
 * by one statement.
 */
export const floorSchema = `
create table customers (id text primary key, name text not null, roles text[] not null, profile jsonb);
create table pets (
  id text primary key, name text not null, category text not null, breed jsonb not null, sex text not null,
  born_on text not null, price_minor integer not null, currency text not null,
  status text not null default 'available', order_id text, description text not null, care jsonb not null
);
create index pets_available on pets (category, id) where status = 'available';
create table products (
  sku text primary key, name text not null, price_minor integer not null, currency text not null,
  stock integer not null check (stock >= 0)
);
create table cart_items (
  customer_id text not null, sku text not null, kind text not null, quantity integer not null,
  primary key (customer_id, sku)
);
create table orders (
  id text primary key, customer_id text not null, status text not null, version integer not null, lines jsonb not null,
  total_minor integer not null, currency text not null, delivery jsonb not null, payment_id text,
  placed_at timestamptz not null default now(), updated_at timestamptz not null default now()
);
create index orders_by_customer on orders (customer_id, id desc);
create table reservations (
  order_id text not null, sku text not null, kind text not null, quantity integer not null, status text not null,
  primary key (order_id, sku)
);
create table order_keys (key text primary key, order_id text not null);
create table domain_outbox (
  position bigint generated always as identity primary key, type text not null, subject text not null, data jsonb not null
);

create table payments (
  id text primary key, order_id text not null unique, customer_id text not null, status text not null,
  amount_minor integer not null, currency text not null, captured_minor integer not null default 0,
  provider_reference text, created_at timestamptz not null default now(), updated_at timestamptz not null default now()
);
create table provider_calls (
  provider_key text primary key, payment_id text not null, operation text not null, amount_minor integer not null,
  state text not null default 'pending', settled_at timestamptz
);
create index provider_calls_pending on provider_calls (payment_id) where state = 'pending';
create table payment_keys (key text primary key, payment_id text not null, body jsonb);
create table journal_entries (
  id text primary key, payment_id text not null, kind text not null, recorded_at timestamptz not null default now()
);
create table journal_lines (
  entry_id text not null, line integer not null, account text not null, debit_minor integer not null,
  credit_minor integer not null, currency text not null, primary key (entry_id, line)
);
create table webhook_inbox (webhook_id text primary key, received_at timestamptz not null default now());
create table payment_outbox (
  position bigint generated always as identity primary key, type text not null, subject text not null, data jsonb not null
);

create table charges (
  id text primary key, reference text not null, status text not null, amount_minor integer not null,
  currency text not null, captured_minor integer not null default 0, created_at timestamptz not null default now()
);
create index charges_by_reference on charges (reference);
create table book_entries (
  position bigint generated always as identity primary key, charge_id text not null, kind text not null,
  amount_minor integer not null, recorded_at timestamptz not null default now()
);
create table provider_keys (key text primary key, charge_id text not null);
create table webhook_deliveries (id text primary key, charge_id text not null, kind text not null, delivered_at timestamptz);

create table recommendation_lists (id text primary key, customer_id text not null, served_at timestamptz not null default now());
create table exposures (
  list_id text not null, pet_id text not null, place integer not null, score real not null, primary key (list_id, pet_id)
);
create table customer_signals (
  customer_id text not null, subject text not null, type text not null, primary key (customer_id, subject, type)
);

create table business_orders (
  order_id text primary key, status text not null, happened_at timestamptz not null default now()
);

create table event_log (
  position bigint generated always as identity primary key, source text not null, type text not null,
  subject text not null, data jsonb not null, published_at timestamptz not null default now()
);
create index event_log_by_source on event_log (source, position);
create table consumers (
  name text not null, source text not null, position bigint not null default 0, primary key (name, source)
);
create table event_counts (consumer text not null, type text not null, count integer not null, primary key (consumer, type));
insert into consumers (name, source)
  select name, source from unnest(array['advisor', 'analytics']) name, unnest(array['domain', 'payments', 'advisor']) source;
`;
