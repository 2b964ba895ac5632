-- Whether an event (ProductStocked) told how many units of a variant came in until then. What is restocked later is told on its own, so
-- that the events and the reservations together say what the stock must be.
alter table product_variants add column is_stock_told boolean not null default false;
