-- Version of the data's schema. What was written before versions were kept is of the first, and so is what processes write that do not
-- know the column yet.
alter table order_events add column data_version integer not null default 1 check (data_version > 0);
