create index webhook_deliveries_done on webhook_deliveries (coalesce(delivered_at, given_up_at));
