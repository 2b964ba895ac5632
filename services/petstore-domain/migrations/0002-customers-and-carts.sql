create table customers (
  id text primary key,
  name text not null,
  roles text[] not null,
  -- The stated wishes, as the CustomerProfileStated event says them; null when none were stated.
  profile jsonb
);

-- A customer whom an identity provider vouches for needs no row in customers to have a cart. The row is what changes of one cart queue on.
create table carts (
  customer_id text primary key,
  updated_at timestamptz not null default now()
);

create table cart_items (
  customer_id text not null references carts (customer_id) on delete cascade,
  sku text not null,
  quantity integer not null check (quantity between 1 and 99),
  added_at timestamptz not null default now(),
  primary key (customer_id, sku)
);
