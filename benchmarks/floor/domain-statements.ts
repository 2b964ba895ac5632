import type { BareStatement } from './bare-database.ts';

const petColumns = `id, name, category, breed, sex, born_on as "bornOn", price_minor as "priceMinor", currency, status,
  description, care`;
const orderColumns = `id, customer_id as "customerId", status, lines, total_minor as "totalMinor", currency, delivery,
  payment_id as "paymentId", placed_at as "placedAt", updated_at as "updatedAt"`;

export const readCustomer: BareStatement = {
  name: 'customer',
  text: 'select id, name, roles, profile from customers where id = $1',
};

export const listPets: BareStatement = {
  name: 'pets',
  text: `select ${petColumns} from pets where status = 'available' and category = $1 order by id limit $2`,
};

export const readPets: BareStatement = {
  name: 'pets by id',
  text: `select ${petColumns} from pets where id = any($1)`,
};

export const readOrder: BareStatement = {
  name: 'order',
  text: `select ${orderColumns} from orders where id = $1`,
};

/** $1 customer, $2 what was seen, $3 the list that it was in. */
export const view: BareStatement = {
  name: 'view',
  text: `insert into domain_outbox (type, subject, data)
    values ('CustomerInteracted', $1, jsonb_build_object('type', 'view', 'petId', $2::text, 'list', $3::text))`,
};

/** $1 customer, $2 item, $3 quantity; returns the whole cart. */
export const cart: BareStatement = {
  name: 'cart',
  text: `
    with put as (
      insert into cart_items (customer_id, sku, kind, quantity)
      select $1, $2, case when exists (select from pets where id = $2) then 'pet' else 'product' end, $3::integer
      on conflict (customer_id, sku) do update set quantity = excluded.quantity
      returning sku, kind, quantity
    ), told as (
      insert into domain_outbox (type, subject, data)
      select 'CartItemPut', $1, jsonb_build_object('sku', sku, 'kind', kind, 'quantity', quantity) from put
    ), items as (
      select sku, kind, quantity from cart_items where customer_id = $1 and sku <> $2 union all select * from put
    )
    select i.sku, i.kind, i.quantity, p.status,
      coalesce(p.name || ', ' || (p.breed ->> 'name'), q.name) as name,
      coalesce(p.price_minor, q.price_minor) as "priceMinor", coalesce(p.currency, q.currency) as currency
    from items i
    left join pets p on i.kind = 'pet' and p.id = i.sku
    left join products q on i.kind = 'product' and q.sku = i.sku
    order by i.kind`,
};

/** $1 order, $2 customer, $3 delivery, $4 idempotency key. The checkout of the customer's cart. */
export const placed: BareStatement = {
  name: 'placed',
  text: `
    with items as (
      delete from cart_items where customer_id = $2 returning sku, kind, quantity
    ), pet as (
      update pets set status = 'reserved', order_id = $1 from items
      where items.kind = 'pet' and pets.id = items.sku and pets.status = 'available'
      returning pets.id as sku, items.kind, items.quantity, pets.name || ', ' || (pets.breed ->> 'name') as name,
        pets.price_minor, pets.currency
    ), product as (
      update products set stock = stock - items.quantity from items
      where items.kind = 'product' and products.sku = items.sku
      returning products.sku, items.kind, items.quantity, products.name, products.price_minor, products.currency
    ), line as (
      select * from pet union all select * from product
    ), reservation as (
      insert into reservations (order_id, sku, kind, quantity, status) select $1, sku, kind, quantity, 'held' from line
    ), key as (
      insert into order_keys (key, order_id) values ($4, $1)
    ), the_order as (
      insert into orders (id, customer_id, status, version, lines, total_minor, currency, delivery)
      select $1, $2, 'payment_processing', 1,
        jsonb_agg(jsonb_build_object('sku', sku, 'kind', kind, 'name', name, 'quantity', quantity,
          'unitPrice', jsonb_build_object('amountMinor', price_minor, 'currency', currency))),
        sum(price_minor * quantity), min(currency), $3::jsonb
      from line
      returning ${orderColumns}
    ), told as (
      insert into domain_outbox (type, subject, data)
      select 'OrderPlaced', $1,
        jsonb_build_object('customerId', $2::text, 'lines', lines, 'totalMinor', "totalMinor") from the_order
    )
    select * from the_order`,
};

/** $1 order, $2 payment. */
export const authorised: BareStatement = {
  name: 'authorised',
  text: `
    with the_order as (
      update orders set status = 'payment_confirmed', version = version + 1, payment_id = $2, updated_at = now()
      where id = $1
    ), reservation as (
      update reservations set status = 'committed' where order_id = $1
    )
    insert into domain_outbox (type, subject, data)
    values ('OrderAccepted', $1, jsonb_build_object('paymentId', $2::text))`,
};

/** $1 order. */
export const captured: BareStatement = {
  name: 'captured',
  text: `
    with the_order as (
      update orders set status = 'processing', version = version + 1, updated_at = now() where id = $1
    ), reservation as (
      update reservations set status = 'sold' where order_id = $1 returning sku, kind
    ), pet as (
      update pets set status = 'sold' from reservation where reservation.kind = 'pet' and pets.id = reservation.sku
    )
    insert into domain_outbox (type, subject, data) values ('OrderPaymentCaptured', $1, '{}')`,
};

/** $1 order, $2 status, $3 event. */
export const deliveryStep: BareStatement = {
  name: 'delivery step',
  text: `
    with the_order as (
      update orders set status = $2, version = version + 1, updated_at = now() where id = $1
    )
    insert into domain_outbox (type, subject, data) values ($3, $1, '{}')`,
};
