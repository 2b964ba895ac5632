-- How far the provider's book was compared with the payments, and when that is due again; one replica does it at a time.
create table provider_book_place (
  is_only boolean primary key default true check (is_only),
  cursor text not null default '0.0',
  next_at timestamptz not null default now()
);
insert into provider_book_place default values;
