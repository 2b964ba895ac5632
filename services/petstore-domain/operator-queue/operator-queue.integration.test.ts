import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Order, Page, ParkedOrder, Problem } from '@petstore/contracts/http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { anOrder, startTestShop, type TestCustomer, type TestShop } from '../testing/start-test-shop.ts';

let shop: TestShop;
let customer: TestCustomer;
let operator: TestCustomer;

beforeAll(async () => {
  shop = await startTestShop({
    environment: {
      AUTHORIZE_PATIENCE_MS: '300',
      CAPTURE_PATIENCE_MS: '300',
      OUTAGE_PATIENCE_MS: '600',
      COMPENSATION_PATIENCE_MS: '1500',
      FULFILMENT_STEP_MS: '60000',
      MOST_OPEN_ORDERS: '20',
      PROTECTIONS_OFF: 'load-shedding,circuit-breaker',
    },
  });
  customer = shop.customer('customer-001');
  operator = shop.customer('operator', ['operator']);
});
afterAll(() => shop.stop());
afterEach(() => {
  Object.assign(shop.payments.behaviour, {
    authorize: 'works',
    capture: 'works',
    void: 'works',
    refund: 'works',
  });
});

const patient = { timeout: 20_000, interval: 10 };
const paymentOf = ({ id }: Order) => shop.payments.payments.get(`pay_${id}`);
const queue = async () =>
  (await operator.send<Page<ParkedOrder>>('GET', '/operator/orders?limit=100')).body.items;
const resolve = (order: Order, action: string, who = operator) =>
  who.send<Problem>('POST', `/operator/orders/${order.id}/resolve`, {
    body: { action, note: 'Asked the bank.' },
  });

function parked(order: Order): Promise<ParkedOrder> {
  return vi.waitFor(async () => {
    const found = (await queue()).find(({ id }) => id === order.id);
    if (found === undefined) throw new Error('not parked yet');
    return found;
  }, patient);
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${shop.url}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(name))
      ?.split(' ')[1] ?? 0,
  );
}

describe('an order whose compensation fails', () => {
  it('is retried for a while, then needs an operator, with a reason and a metric, and continues when retried', async () => {
    const before = await metric('petstore_orders_parked_total{step="void"}');
    Object.assign(shop.payments.behaviour, { capture: 'unavailable', void: 'unavailable' });
    const order = await customer.order('golden-retriever-001');
    const waiting = await parked(order);
    expect(waiting).toMatchObject({
      step: 'void',
      pending: ['release', 'cancel'],
      paymentId: paymentOf(order)?.id,
      reason: expect.stringContaining('payment-in-doubt'),
    });
    expect(waiting.attempts).toBeGreaterThan(0);
    expect(await metric('petstore_orders_parked_total{step="void"}')).toBe(before + 1);
    await vi.waitFor(async () => expect(await metric('petstore_orders_parked ')).toBe(1), patient);
    shop.payments.behaviour.void = 'works';
    expect((await resolve(order, 'retry')).status).toBe(202);
    await customer.waitFor(order, 'cancelled');
    expect(paymentOf(order)?.status).toBe('voided');
    expect(await queue()).toEqual([]);
  });

  it('continues after a void that an operator settled, and records the operator', async () => {
    Object.assign(shop.payments.behaviour, { capture: 'unavailable', void: 'unavailable' });
    const order = await customer.order('persian-cat-002');
    await parked(order);
    expect((await resolve(order, 'settled')).status).toBe(202);
    await customer.waitFor(order, 'cancelled');
    const { rows } = await shop.database.query(
      unnamedStatement(
        'select step, action, note, resolved_by from operator_resolutions where order_id = $1',
      ),
      [order.id],
    );
    expect(rows).toEqual([
      { step: 'void', action: 'settled', note: 'Asked the bank.', resolved_by: 'operator' },
    ]);
  });

  it('has its refused refund requested again, and is cancelled once it is refunded', async () => {
    shop.payments.behaviour.refund = 'declines';
    const order = await customer.order('cockatiel-003');
    await vi.waitFor(async () => {
      const { body } = await customer.send<Order>('GET', `/orders/${order.id}`);
      expect(body.status).toBe('payment_confirmed');
      expect(paymentOf(order)?.status).toBe('captured');
    }, patient);
    await customer.send('POST', `/orders/${order.id}/cancel`);
    expect(await parked(order)).toMatchObject({ step: 'refund', reason: expect.stringContaining('refused') });
    expect(await resolve(order, 'settled')).toMatchObject({
      status: 422,
      body: { code: 'step-not-settleable' },
    });
    shop.payments.behaviour.refund = 'works';
    expect((await resolve(order, 'retry')).status).toBe(202);
    const cancelled = await customer.waitFor(order, 'cancelled');
    expect(cancelled.refunds.map(({ status }) => status)).toEqual(['refused', 'refunded']);
    expect(paymentOf(order)?.refundedMinor).toBe(order.total.amountMinor);
  });

  it.each([
    ['a part', 400, ['refused', 'refunded', 'refunded']],
    ['all', null, ['refused', 'refunded']],
  ])(
    'continues when %s of its money was refunded at the provider by hand',
    async (_, partMinor, statuses) => {
      shop.payments.behaviour.refund = 'declines';
      const order = await customer.order(partMinor === null ? 'siamese-cat-003' : 'siamese-cat-001');
      await vi.waitFor(() => expect(paymentOf(order)?.status).toBe('captured'), patient);
      await customer.send('POST', `/orders/${order.id}/cancel`);
      await parked(order);
      shop.payments.behaviour.refund = 'works';
      const payment = paymentOf(order);
      if (payment === undefined) throw new Error('the order was not paid');
      const refundedMinor = partMinor ?? payment.capturedMinor;
      shop.payments.payments.set(payment.id, { ...payment, refundedMinor });
      expect((await resolve(order, 'retry')).status).toBe(202);
      const cancelled = await customer.waitFor(order, 'cancelled');
      expect(cancelled.refunds.map(({ status }) => status)).toEqual(statuses);
      expect(cancelled.refunds[1]?.amount.amountMinor).toBe(refundedMinor);
      expect(cancelled.refunded).toEqual(order.total);
      expect(paymentOf(order)?.refundedMinor).toBe(order.total.amountMinor);
    },
  );

  it('is visible to operators only, and is resolved once', async () => {
    expect((await customer.send('GET', '/operator/orders')).status).toBe(403);
    const order = await customer.order('goldfish-004');
    expect((await resolve(order, 'retry', customer)).status).toBe(403);
    expect(await resolve(order, 'retry')).toMatchObject({
      status: 409,
      body: { code: 'order-not-parked', detail: expect.stringMatching(/it is [a-z_]+\.$/) },
    });
    const unknown = { ...order, id: 'ord_unknown' };
    expect(await resolve(unknown, 'retry')).toMatchObject({ status: 404, body: { code: 'order-not-found' } });
    for (const body of [{ action: 'retry' }, { action: 'retry', note: ' ' }]) {
      const bad = await operator.send('POST', `/operator/orders/${order.id}/resolve`, { body });
      expect(bad.status).toBe(400);
    }
  });
});

describe('a customer with many open orders', () => {
  it('is refused one more with the reason, also under concurrent requests', async () => {
    const hoarder = shop.customer('hoarder');
    const { rows } = await shop.database.query(
      unnamedStatement<{ sku: string }>('select sku from product_variants order by sku limit 1'),
    );
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        hoarder.send<Order & { code?: string; detail?: string }>('POST', '/orders', {
          body: { ...anOrder, items: [{ sku: rows[0]?.sku }] },
          headers: { 'idempotency-key': crypto.randomUUID() },
        }),
      ),
    );
    const refused = answers.filter(({ status }) => status !== 202);
    expect(answers.length - refused.length).toBe(20);
    for (const { status, body } of refused) {
      expect(status).toBe(409);
      expect(body).toMatchObject({
        code: 'too-many-open-orders',
        detail: expect.stringContaining('the maximum is 20'),
      });
    }
  });
});
