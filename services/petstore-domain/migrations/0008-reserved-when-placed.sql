-- Orders hold their items from the start. One that was placed before and has not reserved yet is given up: it holds nothing.
update order_sagas set step = 'cancel', card_token = null, lease_token = null, lease_until = null, next_at = now(),
    cancellation = '{"code": "item-unavailable", "reason": "The shop was changed before the items were held; order them again."}'
  where step = 'reserve';

alter table order_sagas
  -- How long the payment provider has kept the step waiting; outages of our own are not counted.
  add column waited_ms integer not null default 0,
  drop constraint card_token_is_erased,
  add constraint card_token_is_erased check (card_token is null or step = 'authorize');
