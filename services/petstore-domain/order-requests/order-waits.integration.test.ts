import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Order, Problem } from '@petstore/contracts/http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestShop, type TestCustomer, type TestShop } from '../testing/start-test-shop.ts';

let shop: TestShop;
let customer: TestCustomer;

beforeAll(async () => {
  shop = await startTestShop({ environment: { FULFILMENT_STEP_MS: '60000' } });
  customer = shop.customer('customer-001');
});
afterAll(() => shop.stop());
afterEach(() => {
  Object.assign(shop.payments.behaviour, { authorize: 'works', capture: 'works' });
});

const waitFor = (order: Order, query: string) =>
  customer.send<Order>('GET', `/orders/${order.id}?waitFor=${query}`);

async function metricOf(name: string): Promise<number> {
  const text = await (await fetch(`${shop.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

describe('a look at an order that may wait', () => {
  it('is answered when the order reaches the status, and at once when it has passed it', async () => {
    shop.payments.behaviour.authorize = 'waits';
    const order = await customer.order('golden-retriever-001');
    const waiting = waitFor(order, 'payment_confirmed&timeout=8');
    const pending = await waitFor(order, 'pending');
    expect(['pending', 'payment_processing']).toContain(pending.body.status);
    shop.payments.behaviour.authorize = 'works';
    expect(await waiting).toMatchObject({
      status: 200,
      body: { id: order.id, paymentId: `pay_${order.id}` },
    });
    expect((await waiting).body.status).not.toMatch(/^(pending|payment_processing)$/);
    expect((await waitFor(order, 'payment_processing')).status).toBe(200);
  });

  it('is answered when the order can no longer reach the status', async () => {
    shop.payments.behaviour.authorize = 'declines';
    const order = await customer.order('persian-cat-002');
    expect((await waitFor(order, 'delivered&timeout=8')).body.status).toBe('cancelled');
  });

  it('is answered with the order as it is after its timeout', async () => {
    const order = await customer.order('cockatiel-003');
    const startedAt = performance.now();
    const { status, body } = await waitFor(order, 'delivered&timeout=1');
    expect(performance.now() - startedAt).toBeGreaterThan(950);
    expect([status, body.status]).toEqual([200, 'payment_confirmed']);
  });

  it("finds the changes of another replica, which this one's memory does not know", async () => {
    const order = await customer.order('rabbit-fluffy-003');
    await waitFor(order, 'payment_confirmed');
    const waiting = waitFor(order, 'out_for_delivery&timeout=8');
    await vi.waitFor(async () => expect(await metricOf('http_server_active_requests')).toBe(0));
    const change = unnamedStatement("update orders set status = 'out_for_delivery' where id = $1");
    await shop.owner.query(change, [order.id]);
    expect((await waiting).body.status).toBe('out_for_delivery');
  });

  it("refuses an unknown status, a wait that is too long, and another customer's order", async () => {
    const order = await customer.order('canary-sunny-005');
    for (const query of ['confirmed', 'delivered&timeout=9', 'delivered&timeout=0', 'delivered&for=1']) {
      const { status, body } = await customer.send<Problem>('GET', `/orders/${order.id}?waitFor=${query}`);
      expect([status, body.code]).toEqual([400, 'invalid-request']);
    }
    const foreign = await shop.customer('customer-002').send('GET', `/orders/${order.id}?waitFor=delivered`);
    expect(foreign.status).toBe(404);
  });
});
