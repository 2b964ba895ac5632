-- At most one row: the faults of all replicas, and how many draws they made of its seed.
create table faults (
  is_only boolean primary key default true check (is_only),
  settings jsonb not null,
  drawn bigint not null default 0,
  set_at timestamptz not null default now()
);
