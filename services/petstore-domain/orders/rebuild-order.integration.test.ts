import { inTransaction, unnamedStatement } from '@petstore/chassis/postgres';
import type { OrderHistory } from '@petstore/contracts/http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestShop, type TestShop } from '../testing/start-test-shop.ts';
import { loadOrder } from './order-store.ts';
import { rebuildOrder } from './rebuild-order.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop({ environment: { FULFILMENT_STEP_MS: '1' } });
});
afterAll(() => shop.stop());

const readOrders = unnamedStatement<{ id: string }>('select * from orders order by id');
const orders = async () => (await shop.database.query(readOrders)).rows;

it('writes orders anew from their events as they were written while they lived', async () => {
  const customer = shop.customer('customer-001');
  await customer.waitFor(await customer.order('golden-retriever-001'), 'delivered');
  shop.payments.behaviour.authorize = 'declines';
  await customer.waitFor(await customer.order('goldfish-004'), 'cancelled');
  const live = await orders();
  expect(live).toHaveLength(2);
  await shop.owner.query(unnamedStatement(`truncate orders cascade`));
  expect(await orders()).toEqual([]);
  for (const { id } of live)
    await inTransaction(shop.database, async (transaction) => {
      expect(await rebuildOrder(transaction, id)).toBe(true);
    });
  expect(await orders()).toEqual(live);
  const unknown = inTransaction(shop.database, (transaction) => rebuildOrder(transaction, 'ord_unknown'));
  expect(await unknown).toBe(false);
});

it('reads what was stored in the first version of an event as the second one', async () => {
  const customer = shop.customer('customer-002');
  const line = { sku: 'goldfish-004', kind: 'pet', name: 'Bubbles', quantity: 1, unitPriceMinor: 500 };
  const data = {
    orderId: 'ord_early',
    customerId: 'customer-002',
    lines: [line],
    totalMinor: 500,
    currency: 'USD',
    delivery: { name: 'A' },
  };
  const store =
    unnamedStatement(`insert into order_events (order_id, version, message_id, correlation_id, type, data, occurred_at)
    values ('ord_early', 1, gen_random_uuid()::text, 'early', 'OrderPlaced', $1, now())`);
  await shop.database.query(store, [JSON.stringify(data)]);
  await inTransaction(shop.database, (transaction) => rebuildOrder(transaction, 'ord_early'));
  expect((await loadOrder(shop.database, 'ord_early')).state).toMatchObject({ stage: 'placed' });
  const { body } = await customer.send<OrderHistory>('GET', '/orders/ord_early/events');
  expect(body.events[0]?.data).toEqual({ ...data, isFromCart: true });
});
