-- The table as the chassis keeps it: what a request is about is the key of its call at the provider.
alter table idempotency_keys rename column caller to scope;
alter table idempotency_keys rename column provider_key to reference;
alter table idempotency_keys rename column response_status to status;
alter table idempotency_keys rename column response_body to body;
alter table idempotency_keys alter column body type text using body::text;
alter table idempotency_keys drop column payment_id;
