import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Order, OrderHistory, Problem } from '@petstore/contracts/http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestShop, type TestCustomer, type TestShop } from '../testing/start-test-shop.ts';

let shop: TestShop;
let customer: TestCustomer;

beforeAll(async () => {
  shop = await startTestShop();
  customer = shop.customer('customer-001');
});
afterAll(() => shop.stop());
afterEach(() => {
  Object.assign(shop.payments.behaviour, { refund: 'works', capture: 'works' });
  shop.payments.seen.length = 0;
});

const patient = { timeout: 20_000, interval: 10 };
const paymentOf = ({ id }: Order) => shop.payments.payments.get(`pay_${id}`);
const refundsSeen = () => shop.payments.seen.filter(({ operation }) => operation === 'refund');

interface Refund {
  readonly body?: unknown;
  readonly key?: string;
  readonly who?: TestCustomer;
  readonly headers?: Record<string, string>;
}

function refund<Body = Order>(order: Pick<Order, 'id'>, call: Refund = {}) {
  const { body, key = crypto.randomUUID(), who = customer, headers = {} } = call;
  return who.send<Body>('POST', `/orders/${order.id}/refund`, {
    headers: { 'idempotency-key': key, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

async function deliver(sku: string): Promise<Order> {
  return customer.waitFor(await customer.order(sku), 'delivered');
}

const waitForRefunds = (order: Order, statuses: readonly string[]) =>
  vi.waitFor(async () => {
    const { body } = await customer.send<Order>('GET', `/orders/${order.id}`);
    expect(body.refunds.map(({ status }) => status)).toEqual(statuses);
    return body;
  }, patient);

describe('refunding an order', () => {
  it('refunds the whole captured amount when no amount is named', async () => {
    const order = await deliver('golden-retriever-001');
    const answer = await refund(order);
    expect(answer).toMatchObject({
      status: 202,
      body: { refunds: [{ status: 'requested', amount: order.total }], refunded: { amountMinor: 0 } },
    });
    const refunded = await waitForRefunds(order, ['refunded']);
    expect(refunded).toMatchObject({ status: 'delivered', refunded: order.total });
    expect(paymentOf(order)).toMatchObject({
      status: 'refunded',
      refundedMinor: order.total.amountMinor,
    });
  });

  it('refunds parts, each with its reason, up to the captured amount', async () => {
    const order = await deliver('persian-cat-002');
    const { amountMinor } = order.total;
    await refund(order, { body: { amountMinor: 100, reason: 'a scratch' } });
    await refund(order, { body: { amountMinor: 200 } });
    const partly = await waitForRefunds(order, ['refunded', 'refunded']);
    expect(partly.refunds).toMatchObject([
      { amount: { amountMinor: 100 }, reason: 'a scratch' },
      { amount: { amountMinor: 200 } },
    ]);
    const over = await refund<Problem>(order, { body: { amountMinor: amountMinor - 299 } });
    expect(over).toMatchObject({ status: 422, body: { code: 'refund-exceeds-capture' } });
    await refund(order, { body: { amountMinor: amountMinor - 300 } });
    expect((await waitForRefunds(order, ['refunded', 'refunded', 'refunded'])).refunded).toEqual(order.total);
    expect(await refund<Problem>(order)).toMatchObject({
      status: 422,
      body: { code: 'refund-exceeds-capture' },
    });
  });

  it('refunds no more than the captured amount under concurrent requests', async () => {
    const order = await deliver('cockatiel-003');
    const amountMinor = Math.floor(order.total.amountMinor * 0.4);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => refund<Order | Problem>(order, { body: { amountMinor } })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([202, 202, ...Array(8).fill(422)]);
    await waitForRefunds(order, ['refunded', 'refunded']);
    expect(paymentOf(order)?.refundedMinor).toBe(2 * amountMinor);
  });

  it('retries under one idempotency key until there is an answer, and refunds once', async () => {
    shop.payments.behaviour.refund = 'drops-after';
    const order = await deliver('rabbit-fluffy-003');
    await refund(order, { body: { amountMinor: 150 } });
    await vi.waitFor(() => expect(refundsSeen().length).toBeGreaterThan(1), patient);
    shop.payments.behaviour.refund = 'works';
    const refunded = await waitForRefunds(order, ['refunded']);
    expect(refunded.refunded.amountMinor).toBe(150);
    expect(paymentOf(order)?.refundedMinor).toBe(150);
    expect(new Set(refundsSeen().map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it.each(['garbles-before', 'garbles-after'] as const)(
    'treats an unreadable response (%s) as no answer: retries, and refunds once',
    async (behaviour) => {
      shop.payments.behaviour.refund = behaviour;
      const order = await deliver(behaviour === 'garbles-before' ? 'goldfish-001' : 'goldfish-002');
      await refund(order, { body: { amountMinor: 150 } });
      await vi.waitFor(() => expect(refundsSeen().length).toBeGreaterThan(1), patient);
      shop.payments.behaviour.refund = 'works';
      const refunded = await waitForRefunds(order, ['refunded']);
      expect(refunded.refunded.amountMinor).toBe(150);
      expect(paymentOf(order)?.refundedMinor).toBe(150);
      expect(new Set(refundsSeen().map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    },
  );

  it('reports why the provider refused; the amount can be requested again', async () => {
    shop.payments.behaviour.refund = 'declines';
    const order = await deliver('canary-sunny-005');
    await refund(order);
    const refused = await waitForRefunds(order, ['refused']);
    expect(refused).toMatchObject({ refunds: [{ reason: 'refund-refused' }], refunded: { amountMinor: 0 } });
    shop.payments.behaviour.refund = 'works';
    await refund(order);
    expect((await waitForRefunds(order, ['refused', 'refunded'])).refunded).toEqual(order.total);
  });

  it('publishes events with a complete chain of causation ids, and counts in the metrics', async () => {
    const order = await deliver('goldfish-004');
    const correlationId = `refund-${crypto.randomUUID()}`;
    const requestId = crypto.randomUUID();
    await refund(order, { headers: { 'x-correlation-id': correlationId, 'x-request-id': requestId } });
    await waitForRefunds(order, ['refunded']);
    const { events } = (await customer.send<OrderHistory>('GET', `/orders/${order.id}/events`)).body;
    const [requested, refunded] = events.slice(-2);
    expect(requested).toMatchObject({
      type: 'OrderRefundRequested',
      causationId: requestId,
      correlationId,
      data: { requestedBy: 'customer-001', amountMinor: order.total.amountMinor },
    });
    const [call] = refundsSeen();
    expect(call?.headers).toMatchObject({
      'x-correlation-id': correlationId,
      'x-causation-id': requested?.messageId,
    });
    expect(refunded).toMatchObject({
      type: 'OrderRefunded',
      causationId: call?.headers['x-request-id'],
      data: { refundedMinor: order.total.amountMinor },
    });
    const published = unnamedStatement<{ type: string }>(
      'select type from event_log where correlation_id = $1 order by position',
    );
    await vi.waitFor(async () => {
      const { rows } = await shop.events.query(published, [correlationId]);
      expect(rows).toEqual([{ type: 'OrderRefundRequested' }, { type: 'OrderRefunded' }]);
    }, patient);
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    expect(metrics).toMatch(/petstore_refunds_total\{outcome="refunded"\} \d/);
    expect(metrics).toMatch(/petstore_refunded_minor_units_total\{currency="USD"\} \d/);
  });
});

describe('the idempotency key of a refund', () => {
  it('is required, with at most 255 characters', async () => {
    const send = (headers: Record<string, string>) =>
      customer.send<Problem>('POST', '/orders/ord_1/refund', { headers });
    expect(await send({})).toMatchObject({ status: 400, body: { code: 'idempotency-key-missing' } });
    expect(await send({ 'idempotency-key': 'k'.repeat(256) })).toMatchObject({
      status: 400,
      body: { code: 'idempotency-key-invalid' },
    });
  });

  it('repeats the answer to the same body, and refuses another body', async () => {
    const order = await deliver('guppy-001');
    const first = await refund(order, { key: 'once', body: { amountMinor: 10 } });
    await waitForRefunds(order, ['refunded']);
    const again = await refund(order, { key: 'once', body: { amountMinor: 10 } });
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    const other = await refund<Problem>(order, { key: 'once', body: { amountMinor: 11 } });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    const elsewhere = await refund<Problem>(await deliver('guppy-002'), {
      key: 'once',
      body: { amountMinor: 10 },
    });
    expect(elsewhere).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(paymentOf(order)?.refundedMinor).toBe(10);
  });

  it('repeats a refusal too, and is separate for each caller', async () => {
    const order = await deliver('platy-001');
    const body = { amountMinor: 1_000_000 };
    const first = await refund<Problem>(order, { key: 'refused', body });
    const again = await refund<Problem>(order, { key: 'refused', body });
    expect([again.status, again.body]).toEqual([422, first.body]);
    const operator = shop.customer('operator', ['operator']);
    expect((await refund(order, { key: 'refused', who: operator })).status).toBe(202);
    await waitForRefunds(order, ['refunded']);
  });

  it('refunds once for many concurrent equal requests', async () => {
    const order = await deliver('platy-002');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => refund(order, { key: 'storm', body: { amountMinor: 5 } })),
    );
    expect(answers.filter(({ status }) => status !== 202 && status !== 409)).toEqual([]);
    expect(answers.some(({ status }) => status === 202)).toBe(true);
    expect((await waitForRefunds(order, ['refunded'])).refunded.amountMinor).toBe(5);
  });
});

describe('a refund is refused', () => {
  it('for an order without a captured payment', async () => {
    shop.payments.behaviour.capture = 'unavailable';
    const order = await customer.order('betta-001');
    const answer = await refund<Problem>(order);
    expect(answer).toMatchObject({ status: 409, body: { code: 'order-not-paid' } });
    expect(answer.body.reason).toMatch(/no payment was captured/);
  });

  it("for another customer's order, which is reported as not found", async () => {
    const order = await customer.order('betta-002');
    const who = shop.customer('stranger');
    const headers = { 'x-correlation-id': 'same' };
    const foreign = await refund<Problem>(order, { who, headers });
    const absent = await refund<Problem>({ id: 'ord_absent' }, { who, headers });
    expect([foreign.status, foreign.body]).toEqual([404, absent.body]);
  });

  it('for an amount below one minor unit or above what was captured', async () => {
    const order = await deliver('platy-003');
    for (const [amountMinor, code] of [
      [0, 'refund-amount-invalid'],
      [-5, 'refund-amount-invalid'],
      [2_000_000_000, 'refund-exceeds-capture'],
      [1e300, 'refund-exceeds-capture'],
    ] as const) {
      const answer = await refund<Problem>(order, { body: { amountMinor } });
      expect(answer).toMatchObject({ status: 422, body: { code } });
    }
  });

  it.each([[{ amountMinor: '5' }], [{ amountMinor: 1.5 }], [{ amountMinor: 5, currency: 'EUR' }], [[]]])(
    'for the invalid body %j',
    async (body) => {
      const answer = await refund<Problem>({ id: 'ord_1' }, { body });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    },
  );
});
