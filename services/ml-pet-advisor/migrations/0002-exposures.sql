create table recommendation_lists (
  recommendation_id text primary key,
  customer_id text not null,
  model_version text not null,
  fallback_used boolean not null,
  processing_ms double precision not null,
  correlation_id text not null,
  served_at timestamptz not null default now()
);
create index recommendation_lists_by_time on recommendation_lists (served_at);

-- One shown pet; accepted when the customer then put it in the cart or bought it.
create table exposures (
  recommendation_id text not null references recommendation_lists,
  pet_id text not null,
  customer_id text not null,
  place integer not null,
  score double precision not null,
  band integer not null,
  model_version text not null,
  confidence double precision not null,
  served_at timestamptz not null default now(),
  accepted_at timestamptz,
  primary key (recommendation_id, pet_id)
);
create index exposures_open on exposures (customer_id, pet_id) where accepted_at is null;

create table acceptance_by_band (
  model_version text not null,
  band integer not null,
  exposed bigint not null default 0,
  accepted bigint not null default 0,
  confidence_sum double precision not null default 0,
  primary key (model_version, band),
  check (accepted <= exposed)
);
