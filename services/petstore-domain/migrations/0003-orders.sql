-- The truth about orders. Two writers of one version: the primary key lets one through.
create table order_events (
  order_id text not null,
  version integer not null check (version > 0),
  message_id text not null unique,
  causation_id text,
  correlation_id text not null,
  type text not null,
  data jsonb not null,
  occurred_at timestamptz not null,
  primary key (order_id, version)
);

-- What the events of an order add up to, written in the same transaction.
create table orders (
  id text primary key,
  version integer not null,
  customer_id text not null,
  correlation_id text not null,
  status text not null,
  lines jsonb not null,
  total_minor integer not null check (total_minor >= 0),
  currency text not null,
  delivery jsonb not null,
  payment_id text,
  cancellation jsonb,
  placed_at timestamptz not null,
  updated_at timestamptz not null
);
create index orders_by_customer on orders (customer_id, id desc);
create index orders_by_correlation on orders (correlation_id);

-- Append-only for everybody but the owner, whatever roles the default privileges named.
do $$
declare
  grantee text;
begin
  for grantee in
    select distinct acl.grantee::regrole::text
      from pg_class c cross join lateral aclexplode(c.relacl) acl
     where c.oid = 'order_events'::regclass and acl.grantee <> c.relowner and acl.grantee <> 0
  loop
    execute format('revoke update, delete, truncate on order_events from %s', grantee);
  end loop;
end $$;
