create table breeds (
  id text primary key,
  name text not null,
  species text not null,
  category text not null,
  care jsonb not null
);

create table pets (
  id text primary key,
  name text not null,
  breed_id text not null references breeds (id),
  category text not null,
  sex text not null,
  born_on date not null,
  price_minor integer not null check (price_minor >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  description text not null,
  status text not null default 'available' check (status in ('available', 'reserved', 'sold')),
  -- The one order that has this animal: what makes selling it twice impossible.
  order_id text,
  constraint pet_has_one_order check ((status = 'available') = (order_id is null))
);
create index pets_by_category on pets (category, id);
create index pets_by_order on pets (order_id) where order_id is not null;

create table products (
  id text primary key,
  name text not null,
  brand text not null,
  category text not null,
  for_categories text[] not null,
  description text not null
);
create index products_by_category on products (category, id);

create table product_variants (
  sku text primary key,
  product_id text not null references products (id),
  place integer not null,
  label text not null,
  price_minor integer not null check (price_minor >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- What can still be promised: a reservation takes its quantity away, a release gives it back.
  stock integer not null,
  constraint stock_is_never_negative check (stock >= 0)
);
create index variants_by_product on product_variants (product_id, place);

-- held: until the order is accepted or the time is over; committed: of an accepted order; sold: paid; released: given back.
create table reservations (
  order_id text not null,
  sku text not null,
  kind text not null check (kind in ('pet', 'product')),
  quantity integer not null check (quantity > 0),
  status text not null default 'held' check (status in ('held', 'committed', 'sold', 'released')),
  expires_at timestamptz not null,
  primary key (order_id, sku)
);
create index reservations_expiring on reservations (expires_at) where status = 'held';
