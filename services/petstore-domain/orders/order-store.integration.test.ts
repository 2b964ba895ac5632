import { unnamedStatement } from '@petstore/chassis/postgres';
import type { OrderHistory } from '@petstore/contracts/http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestShop, type TestShop } from '../testing/start-test-shop.ts';
import { statusOfStage } from './order-state.ts';
import { loadOrder } from './order-store.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop({ environment: { FULFILMENT_STEP_MS: '1' } });
});
afterAll(() => shop.stop());

const execute = (sql: string, values: unknown[] = []) =>
  shop.owner.query(unnamedStatement<object>(sql), values);

it('keeps the row of an order equal to the state that its events replay to', async () => {
  const customer = shop.customer('customer-001');
  await customer.waitFor(await customer.order('golden-retriever-001'), 'delivered');
  shop.payments.behaviour.authorize = 'declines';
  await customer.waitFor(await customer.order('goldfish-004'), 'cancelled');
  const { rows } = await shop.owner.query(
    unnamedStatement<{
      id: string;
    }>(`select id, customer_id as "customerId", version, status, lines, delivery, currency,
      total_minor as "totalMinor", payment_id as "paymentId", cancellation, cancellation_requested, refunds
      from orders`),
  );
  expect(rows).toHaveLength(2);
  for (const row of rows) {
    const { version, state } = await loadOrder(shop.database, row.id);
    if (state === null) throw new Error(`order ${row.id} has no events`);
    const { orderId: id, customerId, lines, delivery, currency, totalMinor } = state;
    const { paymentId, cancellation, cancellationRequest, refunds, stage } = state;
    expect(row).toEqual({
      id,
      customerId,
      version,
      lines,
      delivery,
      currency,
      totalMinor,
      paymentId,
      cancellation,
      refunds,
      status: statusOfStage(stage),
      cancellation_requested: cancellationRequest !== null,
    });
  }
});

it('upcasts an event that was stored in its first version', async () => {
  const customer = shop.customer('customer-002');
  shop.payments.behaviour.authorize = 'works';
  const { id } = await customer.waitFor(await customer.order('goldfish-005'), 'delivered');
  const line = {
    sku: 'goldfish-005',
    kind: 'pet',
    name: 'Bubbles',
    quantity: 1,
    unitPriceMinor: 500,
  } as const;
  const data = {
    orderId: id,
    customerId: 'customer-002',
    lines: [line],
    totalMinor: 500,
    currency: 'USD',
    delivery: { name: 'A' },
  };
  await execute('update order_events set data = $1, data_version = 1 where order_id = $2 and version = 1', [
    JSON.stringify(data),
    id,
  ]);
  expect((await loadOrder(shop.database, id)).state).toMatchObject({ lines: [line], stage: 'delivered' });
  const { body } = await customer.send<OrderHistory>('GET', `/orders/${id}/events`);
  expect(body.events[0]?.data).toEqual({ ...data, isFromCart: true });
});
