import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Order, OrderHistory, Pet } from '@petstore/contracts/http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestShop, type TestCustomer, type TestShop } from '../testing/start-test-shop.ts';

let shop: TestShop;
let customer: TestCustomer;

beforeAll(async () => {
  shop = await startTestShop({
    environment: {
      AUTHORIZE_PATIENCE_MS: '400',
      CAPTURE_PATIENCE_MS: '400',
      OUTAGE_PATIENCE_MS: '800',
    },
  });
  customer = shop.customer('customer-001');
});
afterAll(() => shop.stop());
afterEach(() => {
  Object.assign(shop.payments.behaviour, {
    authorize: 'works',
    capture: 'works',
    void: 'works',
    refund: 'works',
  });
  shop.payments.seen.length = 0;
});

const typesOf = ({ events }: OrderHistory) => events.map(({ type }) => type);
const paymentOf = ({ id }: Order) => shop.payments.payments.get(`pay_${id}`);
const petOf = async (id: string) => (await customer.send<Pet>('GET', `/pets/${id}`)).body;

async function stockOf(sku: string): Promise<number> {
  const sql = unnamedStatement<{ stock: number }>('select stock from product_variants where sku = $1');
  return (await shop.database.query(sql, [sku])).rows[0]?.stock ?? -1;
}

async function sagaOf({ id }: Order) {
  const sql = unnamedStatement<{ step: string; card_token: string | null }>(
    'select step, card_token from order_sagas where order_id = $1',
  );
  return (await shop.database.query(sql, [id])).rows[0];
}

async function someSku(): Promise<string> {
  const sql = unnamedStatement<{ sku: string }>('select sku from product_variants order by sku limit 1');
  return (await shop.database.query(sql)).rows[0]?.sku ?? '';
}

describe('an order without failures', () => {
  it('is reserved, paid, prepared, dispatched and delivered', async () => {
    const order = await customer.order('golden-retriever-001');
    expect(order.status).toBe('payment_processing');
    const delivered = await customer.waitFor(order, 'delivered');
    expect(typesOf(await customer.history(order))).toEqual([
      'OrderPlaced',
      'OrderItemsReserved',
      'OrderPaymentAuthorized',
      'OrderAccepted',
      'OrderPaymentCaptured',
      'OrderPreparationStarted',
      'OrderDispatched',
      'OrderDelivered',
    ]);
    expect(paymentOf(order)).toMatchObject({
      status: 'captured',
      capturedMinor: delivered.total.amountMinor,
    });
    expect(delivered.paymentId).toBe(paymentOf(order)?.id);
    expect((await petOf('golden-retriever-001')).status).toBe('sold');
  });

  it("keeps the chain of causation ids complete, from the customer's request to the last event", async () => {
    const correlationId = `chain-${crypto.randomUUID()}`;
    const requestId = crypto.randomUUID();
    await customer.send('PUT', '/cart/items/goldfish-004', { body: {} });
    const headers = {
      'x-correlation-id': correlationId,
      'x-request-id': requestId,
      'idempotency-key': crypto.randomUUID(),
    };
    const body = { payment: { cardToken: 'tok_visa' }, delivery: { name: 'A' } };
    const { body: order } = await customer.send<Order>('POST', '/orders', { body, headers });
    await customer.waitFor(order, 'delivered');
    const sql = unnamedStatement<{ message_id: string; causation_id: string; type: string }>(
      'select message_id, causation_id, type from event_log where correlation_id = $1 order by position',
    );
    const published = await vi.waitFor(async () => {
      const { rows } = await shop.events.query(sql, [correlationId]);
      expect(rows.map(({ type }) => type)).toContain('OrderDelivered');
      return rows;
    });
    expect(published.map(({ type }) => type)).toEqual(expect.arrayContaining(['PetReserved', 'PetSold']));
    const { events } = await customer.history(order);
    expect(events.map(({ correlationId }) => correlationId)).toEqual(events.map(() => correlationId));
    const requests = shop.payments.seen.map(({ headers }) => String(headers['x-request-id']));
    const known = new Set([requestId, ...requests, ...published.map(({ message_id }) => message_id)]);
    const causes = [
      ...published.map(({ causation_id }) => causation_id),
      ...shop.payments.seen.map(({ headers }) => String(headers['x-causation-id'])),
    ];
    expect(causes.filter((cause) => !known.has(cause))).toEqual([]);
    expect(events[0]?.causationId).toBe(requestId);
    expect(new Set(causes).size).toBeGreaterThan(7);
  });

  it('erases the card token as soon as the payment is authorized', async () => {
    shop.payments.behaviour.capture = 'unavailable';
    const order = await customer.order('guppy-001');
    await customer.waitFor(order, 'payment_confirmed');
    expect(await sagaOf(order)).toMatchObject({ step: 'capture', card_token: null });
    shop.payments.behaviour.capture = 'works';
    await customer.waitFor(order, 'delivered');
  });

  it('subtracts the quantity of a product from the stock', async () => {
    const sku = await someSku();
    const before = await stockOf(sku);
    await customer.waitFor(await customer.order(sku, 3), 'delivered');
    expect(await stockOf(sku)).toBe(before - 3);
  });
});

describe('an order whose payment fails', () => {
  it('is cancelled on a decline, its items released, without a second attempt', async () => {
    shop.payments.behaviour.authorize = 'declines';
    const order = await customer.order('persian-cat-002');
    const cancelled = await customer.waitFor(order, 'cancelled');
    expect(cancelled).toMatchObject({
      paymentId: paymentOf(order)?.id,
      cancellation: {
        code: 'payment-declined',
        reason:
          'The card was declined: it has insufficient funds. Nothing was charged; order again with another card.',
      },
    });
    expect((await petOf('persian-cat-002')).status).toBe('available');
    expect(shop.payments.seen.map(({ operation }) => operation)).toEqual(['authorize']);
    expect(await sagaOf(order)).toEqual({ step: 'done', card_token: null });
  });

  it('is cancelled and voided when the provider stays unreachable, with one key for all attempts', async () => {
    shop.payments.behaviour.authorize = 'unavailable';
    const sku = await someSku();
    const before = await stockOf(sku);
    const order = await customer.order(sku, 2);
    const cancelled = await customer.waitFor(order, 'cancelled');
    expect(cancelled.cancellation?.code).toBe('payment-unavailable');
    expect(await stockOf(sku)).toBe(before);
    const attempts = shop.payments.seen.filter(({ operation }) => operation === 'authorize');
    expect(attempts.length).toBeGreaterThan(1);
    expect(new Set(attempts.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('has its authorization voided although the response to it was lost', async () => {
    shop.payments.behaviour.authorize = 'drops-after';
    const order = await customer.order('cockatiel-003');
    await customer.waitFor(order, 'cancelled');
    expect(paymentOf(order)?.status).toBe('voided');
    expect((await petOf('cockatiel-003')).status).toBe('available');
  });

  it('is cancelled without waiting for an unavailable payment-service, and the void continues', async () => {
    Object.assign(shop.payments.behaviour, { authorize: 'drops-before', void: 'drops-before' });
    const order = await customer.order('betta-002');
    const cancelled = await customer.waitFor(order, 'cancelled');
    expect(cancelled.cancellation?.code).toBe('payment-unavailable');
    expect((await petOf('betta-002')).status).toBe('available');
    expect(await sagaOf(order)).toEqual({ step: 'void', card_token: null });
  });

  it('retries with the same key when the response cannot be read, and charges once', async () => {
    shop.payments.behaviour.authorize = 'garbles-after';
    const order = await customer.order('goldfish-001');
    await vi.waitFor(() => expect(paymentOf(order)).toBeDefined());
    shop.payments.behaviour.authorize = 'works';
    await customer.waitFor(order, 'delivered');
    const attempts = shop.payments.seen.filter(({ operation }) => operation === 'authorize');
    expect(new Set(attempts.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(paymentOf(order)?.status).toBe('captured');
  });

  it('continues when only one response to the authorization is lost', async () => {
    shop.payments.behaviour.authorize = 'drops-after';
    const order = await customer.order('canary-sunny-005');
    await vi.waitFor(() => expect(paymentOf(order)).toBeDefined());
    shop.payments.behaviour.authorize = 'works';
    await customer.waitFor(order, 'delivered');
    expect(shop.payments.payments.size).toBeGreaterThan(0);
    expect(paymentOf(order)?.status).toBe('captured');
  });

  it('keeps the items until the void is confirmed when the capture gets no answer', async () => {
    Object.assign(shop.payments.behaviour, { capture: 'unavailable', void: 'unavailable' });
    const order = await customer.order('bearded-dragon-004');
    await vi.waitFor(async () => expect((await sagaOf(order))?.step).toBe('void'), { timeout: 10_000 });
    expect((await petOf('bearded-dragon-004')).status).toBe('reserved');
    shop.payments.behaviour.void = 'works';
    const cancelled = await customer.waitFor(order, 'cancelled');
    expect(cancelled.cancellation?.code).toBe('payment-unavailable');
    expect((await petOf('bearded-dragon-004')).status).toBe('available');
    expect(paymentOf(order)?.status).toBe('voided');
  });

  it('is delivered when the void finds the payment captured', async () => {
    shop.payments.behaviour.capture = 'drops-after';
    const order = await customer.order('rabbit-fluffy-003');
    await vi.waitFor(() => expect(shop.payments.seen.map(({ operation }) => operation)).toContain('void'), {
      timeout: 10_000,
    });
    shop.payments.behaviour.capture = 'works';
    await customer.waitFor(order, 'delivered');
    expect(paymentOf(order)?.status).toBe('captured');
    expect((await petOf('rabbit-fluffy-003')).status).toBe('sold');
  });
});
