-- Whose order holds what: feedback may name an order.
create table known_orders (
  order_id text primary key,
  customer_id text not null,
  skus text[] not null
);
