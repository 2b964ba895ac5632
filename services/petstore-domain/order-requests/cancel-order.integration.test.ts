import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Order, OrderHistory, Pet, Problem } from '@petstore/contracts/http';
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
  Object.assign(shop.payments.behaviour, {
    authorize: 'works',
    capture: 'works',
    void: 'works',
    refund: 'works',
  });
  shop.payments.seen.length = 0;
});

const patient = { timeout: 20_000, interval: 5 };
const typesOf = ({ events }: OrderHistory) => events.map(({ type }) => type);
const paymentOf = ({ id }: Order) => shop.payments.payments.get(`pay_${id}`);
const petOf = async (id: string) => (await customer.send<Pet>('GET', `/pets/${id}`)).body;
const cancel = <Body = Order>(order: Order, body?: object, who = customer) =>
  who.send<Body>('POST', `/orders/${order.id}/cancel`, body === undefined ? {} : { body });

async function sagaStepOf({ id }: Order): Promise<string | undefined> {
  const sql = unnamedStatement<{ step: string }>('select step from order_sagas where order_id = $1');
  return (await shop.database.query(sql, [id])).rows[0]?.step;
}

const waitForStep = (order: Order, step: string) =>
  vi.waitFor(async () => expect(await sagaStepOf(order)).toBe(step), patient);

describe('cancelling an order', () => {
  it('voids a payment whose authorization is in progress, and releases the pet', async () => {
    shop.payments.behaviour.authorize = 'waits';
    const order = await customer.order('golden-retriever-001');
    await vi.waitFor(() => expect(shop.payments.seen).toHaveLength(1), patient);
    const answer = await cancel(order, { reason: 'changed my mind' });
    expect(answer).toMatchObject({ status: 202, body: { cancellationRequested: true, cancellation: null } });
    shop.payments.behaviour.authorize = 'works';
    const cancelled = await customer.waitFor(order, 'cancelled');
    expect(cancelled.cancellation).toEqual({ code: 'cancelled-by-customer', reason: 'changed my mind' });
    expect((await petOf('golden-retriever-001')).status).toBe('available');
    await vi.waitFor(() => expect(paymentOf(order)?.status).toBe('voided'), patient);
    expect(typesOf(await customer.history(order))).toEqual([
      'OrderPlaced',
      'OrderItemsReserved',
      'OrderCancellationRequested',
      'OrderCancelled',
    ]);
    expect((await sagaCardToken(order)) ?? null).toBeNull();
  });

  it('voids an authorized payment before its capture', async () => {
    shop.payments.behaviour.capture = 'unavailable';
    const order = await customer.order('persian-cat-002');
    await waitForStep(order, 'capture');
    expect((await cancel(order)).status).toBe(202);
    const { cancellation } = await customer.waitFor(order, 'cancelled');
    expect(cancellation).toEqual({ code: 'cancelled-by-customer', reason: 'Cancelled by the customer.' });
    expect(paymentOf(order)).toMatchObject({ status: 'voided', capturedMinor: 0 });
    expect((await petOf('persian-cat-002')).status).toBe('available');
  });

  it('refunds the whole amount and releases the pet as long as the order is not dispatched', async () => {
    const order = await customer.order('cockatiel-003');
    await waitForStep(order, 'prepare');
    expect((await petOf('cockatiel-003')).status).toBe('sold');
    expect((await cancel(order)).status).toBe(202);
    const cancelled = await customer.waitFor(order, 'cancelled');
    expect(cancelled.refunded).toEqual(order.total);
    expect(cancelled.refunds).toMatchObject([{ status: 'refunded', amount: order.total }]);
    expect(paymentOf(order)).toMatchObject({ status: 'refunded' });
    expect((await petOf('cockatiel-003')).status).toBe('available');
    expect(typesOf(await customer.history(order)).slice(-5)).toEqual([
      'OrderPaymentCaptured',
      'OrderCancellationRequested',
      'OrderRefundRequested',
      'OrderRefunded',
      'OrderCancelled',
    ]);
    expect(await sagaStepOf(order)).toBe('done');
  });

  it('refunds a capture whose response was lost', async () => {
    shop.payments.behaviour.capture = 'drops-after';
    const order = await customer.order('rabbit-fluffy-003');
    await vi.waitFor(() => expect(paymentOf(order)?.status).toBe('captured'), patient);
    expect((await cancel(order)).status).toBe(202);
    shop.payments.behaviour.capture = 'works';
    await customer.waitFor(order, 'cancelled');
    expect(paymentOf(order)).toMatchObject({ status: 'refunded', refundedMinor: order.total.amountMinor });
    expect((await petOf('rabbit-fluffy-003')).status).toBe('available');
  });

  it('keeps the pet reserved until the refund is confirmed, and retries the refund until then', async () => {
    shop.payments.behaviour.refund = 'unavailable';
    const order = await customer.order('canary-sunny-005');
    await waitForStep(order, 'prepare');
    await cancel(order);
    await vi.waitFor(
      () =>
        expect(shop.payments.seen.filter(({ operation }) => operation === 'refund').length).toBeGreaterThan(
          2,
        ),
      patient,
    );
    expect((await petOf('canary-sunny-005')).status).toBe('sold');
    shop.payments.behaviour.refund = 'works';
    await customer.waitFor(order, 'cancelled');
    const asked = shop.payments.seen.filter(({ operation }) => operation === 'refund');
    expect(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(paymentOf(order)?.refundedMinor).toBe(order.total.amountMinor);
  });

  it('completes after a refused refund once the order was refunded by another request', async () => {
    shop.payments.behaviour.refund = 'declines';
    const order = await customer.order('bearded-dragon-004');
    await waitForStep(order, 'prepare');
    await cancel(order);
    await vi.waitFor(async () => {
      const { body } = await customer.send<Order>('GET', `/orders/${order.id}`);
      expect(body.refunds).toMatchObject([{ status: 'refused' }]);
    }, patient);
    expect(await sagaStepOf(order)).toBe('refund');
    shop.payments.behaviour.refund = 'works';
    const operator = shop.customer('operator', ['operator']);
    const headers = { 'idempotency-key': 'by-hand' };
    expect((await operator.send('POST', `/orders/${order.id}/refund`, { headers })).status).toBe(202);
    const cancelled = await customer.waitFor(order, 'cancelled');
    expect(cancelled.refunds.map(({ status }) => status)).toEqual(['refused', 'refunded']);
  });

  it('answers repeated requests alike, with 200 once the order is cancelled', async () => {
    shop.payments.behaviour.capture = 'unavailable';
    const order = await customer.order('goldfish-004');
    await waitForStep(order, 'capture');
    const answers = await Promise.all([cancel(order), cancel(order), cancel(order)]);
    expect(answers.filter(({ status }) => status !== 202 && status !== 200)).toEqual([]);
    await customer.waitFor(order, 'cancelled');
    expect(await cancel(order, { reason: 'again' })).toMatchObject({
      status: 200,
      body: { status: 'cancelled', cancellation: { reason: 'Cancelled by the customer.' } },
    });
    const types = typesOf(await customer.history(order));
    expect(types.filter((type) => type === 'OrderCancellationRequested')).toHaveLength(1);
    expect(types.filter((type) => type === 'OrderCancelled')).toHaveLength(1);
  });

  it('keeps the chain of causation ids complete, under the correlation id of the cancellation', async () => {
    const order = await customer.order('guppy-001');
    await waitForStep(order, 'prepare');
    const correlationId = `cancel-${crypto.randomUUID()}`;
    const requestId = crypto.randomUUID();
    const headers = { 'x-correlation-id': correlationId, 'x-request-id': requestId };
    await customer.send('POST', `/orders/${order.id}/cancel`, { headers });
    await customer.waitFor(order, 'cancelled');
    const sql = unnamedStatement<{ message_id: string; causation_id: string; type: string }>(
      'select message_id, causation_id, type from event_log where correlation_id = $1 order by position',
    );
    const published = await vi.waitFor(async () => {
      const { rows } = await shop.events.query(sql, [correlationId]);
      expect(rows.map(({ type }) => type)).toEqual([
        'OrderCancellationRequested',
        'OrderRefundRequested',
        'OrderRefunded',
        'PetReleased',
        'OrderCancelled',
      ]);
      return rows;
    }, patient);
    const refund = shop.payments.seen.find(({ operation }) => operation === 'refund');
    expect(refund?.headers['x-correlation-id']).toBe(correlationId);
    const known = new Set([
      requestId,
      String(refund?.headers['x-request-id']),
      ...published.map(({ message_id }) => message_id),
    ]);
    const causes = [String(refund?.headers['x-causation-id']), ...published.map((row) => row.causation_id)];
    expect(causes.filter((cause) => !known.has(cause))).toEqual([]);
    expect(published[2]?.causation_id).toBe(refund?.headers['x-request-id']);
  });
});

describe('an order that cannot be cancelled', () => {
  it('is refused with the reason once it is dispatched', async () => {
    const order = await customer.order('betta-001');
    await waitForStep(order, 'prepare');
    for (const step of ['dispatch', 'deliver']) {
      await shop.owner.query(unnamedStatement('update order_sagas set next_at = now() where order_id = $1'), [
        order.id,
      ]);
      await waitForStep(order, step);
    }
    const answer = await cancel<Problem>(order);
    expect(answer).toMatchObject({
      status: 409,
      body: {
        code: 'order-not-cancellable',
        reason: 'The order is dispatched already; it can be refunded, not cancelled.',
      },
    });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('is not found when it belongs to another customer, except for an operator', async () => {
    shop.payments.behaviour.capture = 'unavailable';
    const order = await customer.order('koi-001');
    const stranger = shop.customer('stranger');
    const headers = { 'x-correlation-id': 'same' };
    const foreign = await stranger.send('POST', `/orders/${order.id}/cancel`, { headers });
    const absent = await stranger.send('POST', '/orders/ord_absent/cancel', { headers });
    expect([foreign.status, foreign.body]).toEqual([404, absent.body]);
    await waitForStep(order, 'capture');
    const operator = shop.customer('operator', ['operator']);
    expect((await cancel(order, { reason: 'recalled' }, operator)).status).toBe(202);
    const { cancellation } = await customer.waitFor(order, 'cancelled');
    expect(cancellation).toEqual({ code: 'cancelled-by-operator', reason: 'recalled' });
  });

  it.each([[{ reason: '' }], [{ reason: 1 }], [{ refund: true }], ['now']])(
    'is refused with the body %j',
    async (body) => {
      const answer = await customer.send<Problem>('POST', '/orders/ord_1/cancel', { body });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    },
  );
});

async function sagaCardToken({ id }: Order): Promise<string | null | undefined> {
  const sql = unnamedStatement<{ card_token: string | null }>(
    'select card_token from order_sagas where order_id = $1',
  );
  return (await shop.database.query(sql, [id])).rows[0]?.card_token;
}
