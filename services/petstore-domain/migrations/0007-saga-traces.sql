-- The trace of the request that set a saga going (W3C traceparent): what the saga does later belongs to it.
alter table order_sagas add column traceparent text;
