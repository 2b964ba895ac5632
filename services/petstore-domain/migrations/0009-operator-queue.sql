-- A saga that only a person can bring on: it is nobody's work until an operator resolves it.
alter table order_sagas
  add column parked_at timestamptz,
  add column parked_reason text,
  add constraint parked_for_a_reason check ((parked_at is null) = (parked_reason is null));
create index order_sagas_parked on order_sagas (parked_at) where parked_at is not null;

-- Who resolved what, and how; kept for ever.
create table operator_resolutions (
  id bigint generated always as identity primary key,
  order_id text not null references order_sagas (order_id),
  step text not null,
  action text not null check (action in ('retry', 'settled')),
  note text not null,
  resolved_by text not null,
  resolved_at timestamptz not null default now()
);
create index operator_resolutions_of_order on operator_resolutions (order_id);

-- How many orders of a customer are open is asked at every checkout.
create index orders_open_by_customer on orders (customer_id) where status not in ('delivered', 'cancelled');

do $$
declare
  grantee text;
begin
  for grantee in
    select distinct acl.grantee::regrole::text
      from pg_class c cross join lateral aclexplode(c.relacl) acl
     where c.oid = 'operator_resolutions'::regclass and acl.grantee <> c.relowner and acl.grantee <> 0
  loop
    execute format('revoke update, delete, truncate on operator_resolutions from %s', grantee);
  end loop;
end $$;
