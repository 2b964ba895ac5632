create table pets (
  pet_id text primary key,
  name text not null,
  category text not null,
  breed_id text not null,
  breed text not null,
  price_minor bigint not null check (price_minor >= 0),
  currency text not null,
  activity_level text not null,
  living_situations text[] not null,
  experience_needed text not null,
  care_difficulty integer not null check (care_difficulty between 1 and 5),
  good_with_children boolean not null,
  grooming_need text not null,
  size text not null,
  status text not null default 'available' check (status in ('available', 'reserved', 'sold'))
);
create index pets_available on pets (category) where status = 'available';

create table profiles (
  customer_id text primary key,
  pet_types text[] not null,
  activity_level text not null,
  living_situation text not null,
  experience text not null,
  budget_min_minor bigint not null,
  budget_max_minor bigint not null,
  special_requirements text[] not null
);

-- What customers did with a breed: the popularity within its category.
create table breed_popularity (
  breed_id text primary key,
  views bigint not null default 0,
  carts bigint not null default 0,
  purchases bigint not null default 0
);

create table owned_pets (
  customer_id text not null,
  pet_id text not null,
  primary key (customer_id, pet_id)
);
