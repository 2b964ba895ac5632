import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { unnamedStatement } from '@petstore/chassis/postgres';
import type {
  AdvisorResponse,
  Cart,
  CustomerAccount,
  Order,
  Page,
  Problem,
  Recommendations,
} from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { anOrder, startTestShop, type TestShop } from './testing/start-test-shop.ts';

let shop: TestShop;
let advisor: Server;
let advice: AdvisorResponse | null = null;

beforeAll(async () => {
  advisor = createServer((_request, response) => {
    if (advice === null) return response.writeHead(503).end();
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(advice));
  });
  await new Promise<void>((resolve) => advisor.listen(0, '127.0.0.1', resolve));
  const { port } = advisor.address() as AddressInfo;
  shop = await startTestShop({ environment: { ML_PET_ADVISOR_URL: `http://127.0.0.1:${port}` } });
});
afterAll(async () => {
  await shop.stop();
  advisor.closeAllConnections();
  await new Promise((resolve) => advisor.close(resolve));
});

async function read<Body>(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${shop.url}${path}`, { headers });
  return { status: response.status, body: (await response.json()) as Body };
}

const eventsOf = async (type: string, subject: string) => {
  const sql = unnamedStatement<{ message_id: string; data: object }>(
    'select message_id, data from event_log where type = $1 and subject = $2 order by position',
  );
  return (await shop.events.query(sql, [type, subject])).rows;
};

describe("the service's metrics", () => {
  it('include the utilization of its database connections', async () => {
    const text = await (await fetch(`${shop.url}/metrics`)).text();
    for (const database of ['database', 'events']) {
      for (const state of ['idle', 'busy', 'waiting']) {
        const name = `postgres_pool_connections{database="${database}",state="${state}"}`;
        expect(text).toMatch(new RegExp(`^${name.replaceAll(/[{}]/g, '\\$&')} \\d$`, 'm'));
      }
    }
  });
});

describe('access control', () => {
  it('requires a token for carts and orders', async () => {
    for (const path of ['/cart', '/orders', '/orders/ord_1', '/recommendations']) {
      expect(await read<Problem>(path)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    }
  });

  it("answers for another customer's order exactly as for an absent one, and lets an operator read it", async () => {
    const owner = shop.customer('order-owner');
    const order = await owner.order('platy-001');
    const other = shop.customer('order-stranger');
    const headers = { 'x-correlation-id': 'same' };
    for (const path of ['', '/events']) {
      const foreign = await other.send<Problem>('GET', `/orders/${order.id}${path}`, { headers });
      const absent = await other.send<Problem>('GET', `/orders/ord_absent${path}`, { headers });
      expect([foreign.status, foreign.body]).toEqual([404, absent.body]);
    }
    const operator = shop.customer('operator', ['operator']);
    expect((await operator.send<Order>('GET', `/orders/${order.id}`)).body.customerId).toBe('order-owner');
    const found = await operator.send<Page<Order>>('GET', `/orders?correlationId=${order.correlationId}`);
    expect(found.body.items.map(({ id }) => id)).toEqual([order.id]);
    expect(
      (await other.send<Page<Order>>('GET', `/orders?correlationId=${order.correlationId}`)).body.items,
    ).toEqual([]);
  });

  it("lists the caller's orders, newest first, page by page", async () => {
    const customer = shop.customer('order-lister');
    const placed: string[] = [];
    for (const sku of ['platy-002', 'platy-003', 'betta-001']) placed.unshift((await customer.order(sku)).id);
    const first = await customer.send<Page<Order>>('GET', '/orders?limit=2');
    const second = await customer.send<Page<Order>>('GET', `/orders?limit=2&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...second.body.items].map(({ id }) => id)).toEqual(placed);
    expect(second.body.nextCursor).toBeNull();
    const other = shop.customer('order-cursor-thief');
    const headers = { 'x-correlation-id': 'c' };
    for (const [who, cursor] of [
      [other, first.body.nextCursor],
      [customer, `${first.body.nextCursor}A`],
    ] as const) {
      const refused = await who.send<Problem>('GET', `/orders?cursor=${cursor}`, { headers });
      expect(refused).toMatchObject({ status: 400, body: { code: 'cursor-invalid', correlationId: 'c' } });
    }
  });

  it('shows accounts to the gateway and to operators only', async () => {
    const as = (account: string) => ({
      'x-forwarded-client-cert': `By=x;URI=spiffe://cluster.local/ns/petstore/sa/${account}`,
    });
    const path = '/customers/customer-001';
    const account = { id: 'customer-001', name: 'Alice Moreau', roles: ['customer'] };
    expect(await read<CustomerAccount>(path, as('gateway'))).toEqual({ status: 200, body: account });
    expect(await read<Problem>(path, as('analytics'))).toMatchObject({ status: 403 });
    expect(await read<Problem>(path)).toMatchObject({ status: 403 });
    expect((await shop.customer('operator', ['operator']).send('GET', path)).body).toEqual(account);
    expect((await shop.customer('customer-001').send('GET', path)).status).toBe(403);
    expect(await read<Problem>('/customers/nobody', as('gateway'))).toMatchObject({
      status: 404,
      body: { code: 'customer-not-found' },
    });
  });
});

describe('an order', () => {
  it.each([
    [{ payment: { cardToken: '4242424242424242' }, delivery: {} }],
    [{ payment: { cardToken: 'tok_visa' } }],
    [{ ...anOrder, total: 1 }],
    [{ ...anOrder, payment: { cardToken: 'tok_4242424242424242' } }],
    [{ ...anOrder, delivery: { name: 'Ada', address: { line1: 'Pay 4242-4242-4242-4242' } } }],
    [{ ...anOrder, delivery: { name: 'Ada', line2: '４２４２４２４２４２４２４２４２' } }],
    [{ ...anOrder, delivery: { c4242424242424242: 'Ada' } }],
    [{ ...anOrder, delivery: { name: 'Ada', city: ' \u200b\t' } }],
    [{ ...anOrder, delivery: { name: '' } }],
  ])('is refused with the body %j', async (body) => {
    const headers = { 'idempotency-key': 'body' };
    const answer = await shop.customer('order-breaker').send<Problem>('POST', '/orders', { body, headers });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(JSON.stringify(answer.body)).not.toMatch(/4242|４２４２/);
  });

  it('of named items leaves the cart as it is', async () => {
    const customer = shop.customer('direct-buyer');
    await customer.send('PUT', '/cart/items/guppy-001', { body: {} });
    const headers = { 'idempotency-key': 'direct' };
    const body = { ...anOrder, items: [{ sku: 'guppy-002' }] };
    const placed = await customer.send<Order>('POST', '/orders', { body, headers });
    expect(placed).toMatchObject({ status: 202, body: { items: [{ sku: 'guppy-002', quantity: 1 }] } });
    await customer.waitFor(placed.body, 'delivered');
    const { body: cart } = await customer.send<Cart>('GET', '/cart');
    expect(cart.items).toMatchObject([{ sku: 'guppy-001' }]);
    await vi.waitFor(
      async () => {
        const [event] = await eventsOf('OrderPlaced', placed.body.id);
        expect(event?.data).toMatchObject({ isFromCart: false });
      },
      { timeout: 20_000 },
    );
  });

  it.each([
    [[{ sku: 'nothing-of-that-name' }], 404, 'item-not-found'],
    [[{ sku: 'goldfish-004', quantity: 2 }], 422, 'pet-is-unique'],
    [[{ sku: 'goldfish-004' }, { sku: 'goldfish-004' }], 422, 'pet-is-unique'],
    [[], 400, 'invalid-request'],
    [[{ sku: 'goldfish-004', price: 1 }], 400, 'invalid-request'],
  ])('of the items %j is refused', async (items, status, code) => {
    const headers = { 'idempotency-key': JSON.stringify(items).replaceAll('"', '') };
    const body = { ...anOrder, items };
    const answer = await shop.customer('direct-breaker').send<Problem>('POST', '/orders', { body, headers });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('is refused while an item of the cart is out of stock, and the cart is kept', async () => {
    const late = shop.customer('late-customer');
    await late.send('PUT', '/cart/items/koi-001', { body: {} });
    const early = shop.customer('early-customer');
    await early.waitFor(await early.order('koi-001'), 'delivered');
    const headers = { 'idempotency-key': 'late' };
    const answer = await late.send<Problem>('POST', '/orders', { body: anOrder, headers });
    expect(answer).toMatchObject({ status: 409, body: { code: 'item-unavailable' } });
    const { body: cart } = await late.send<Cart>('GET', '/cart');
    expect(cart.items).toMatchObject([{ sku: 'koi-001', available: false }]);
  });
});

describe('recommendations', () => {
  it("are the advisor's, with the data of the pets", async () => {
    const factors = {
      category_match: 1,
      activity_match: 1,
      living_match: 1,
      experience_match: 1,
      price_match: 1,
    };
    const advised = {
      pet_id: 'cockatiel-003',
      confidence_score: 0.25,
      reasoning: 'Whistles.',
      match_factors: { ...factors, care_difficulty: 1 },
      alternative_suggestions: [],
      price_optimization: null,
    };
    advice = {
      recommendation_id: 'rec_1',
      recommendations: [advised],
      model_version: 'rules-1',
      processing_time_ms: 1,
      fallback_used: false,
      a_b_test_variant: null,
    };
    const { body } = await shop
      .customer('customer-001')
      .send<Recommendations>('GET', '/recommendations?limit=3');
    advice = null;
    expect(body).toMatchObject({ recommendationId: 'rec_1', modelVersion: 'rules-1', fallbackUsed: false });
    expect(body.items).toMatchObject([
      { pet: { id: 'cockatiel-003' }, confidence: 0.25, reason: 'Whistles.' },
    ]);
  });

  it('fall back to pets of different breeds that fit the stated wishes while the advisor is unavailable', async () => {
    const { body } = await shop
      .customer('customer-002')
      .send<Recommendations>('GET', '/recommendations?limit=5');
    expect(body).toMatchObject({
      recommendationId: null,
      fallbackUsed: true,
      modelVersion: 'catalogue-fallback',
    });
    expect(body.items).toHaveLength(5);
    expect(body.items.filter(({ pet }) => !['cat', 'bird'].includes(pet.category) || !pet.available)).toEqual(
      [],
    );
    expect(new Set(body.items.map(({ pet }) => pet.breed.id)).size).toBe(5);
    const unknown = await shop.customer('nobody-knows').send<Recommendations>('GET', '/recommendations');
    expect(unknown.body.items).toHaveLength(5);
  });
});

describe('feedback', () => {
  it('becomes an event whose message id is the answer', async () => {
    const customer = shop.customer('feedback-giver');
    const body = { type: 'view', petId: 'goldfish-004', recommendationId: 'rec_1' };
    const answer = await customer.send<{ messageId: string }>('POST', '/interactions', { body });
    expect(answer.status).toBe(202);
    const [event] = await vi.waitFor(async () => {
      const events = await eventsOf('CustomerInteracted', 'feedback-giver');
      expect(events).toHaveLength(1);
      return events;
    });
    expect(event?.message_id).toBe(answer.body.messageId);
    expect(event?.data).toMatchObject({ interaction: 'view', petId: 'goldfish-004', sku: null });
  });

  it('may name an order of the caller with the item, and no other', async () => {
    const buyer = shop.customer('feedback-buyer');
    const { id: orderId } = await buyer.order('guppy-003');
    const give = (who: typeof buyer, named: object) =>
      who.send<Problem>('POST', '/interactions', { body: { type: 'purchase', orderId, ...named } });
    expect(await give(buyer, { petId: 'guppy-003' })).toMatchObject({ status: 202 });
    const refused = { status: 422, body: { code: 'interaction-order-unknown' } };
    expect(await give(buyer, { petId: 'guppy-003', orderId: 'ord_none' })).toMatchObject(refused);
    expect(await give(buyer, { petId: 'guppy-003', orderId: '' })).toMatchObject(refused);
    expect(await give(buyer, { petId: 'goldfish-004' })).toMatchObject(refused);
    expect(await give(buyer, { petId: 'guppy-003', sku: 'goldfish-004' })).toMatchObject(refused);
    const stranger = shop.customer('feedback-stranger');
    expect(await give(stranger, { petId: 'guppy-003' })).toMatchObject(refused);
    const operator = shop.customer('feedback-operator', ['operator']);
    expect(await give(operator, { petId: 'guppy-003' })).toMatchObject(refused);
    expect(await eventsOf('CustomerInteracted', 'feedback-stranger')).toEqual([]);
  });

  it.each([
    [{ type: 'view' }, 400, 'interaction-item-missing'],
    [{ type: 'view', petId: 'no-such-pet' }, 422, 'interaction-item-unknown'],
    [{ type: 'stare', petId: 'goldfish-004' }, 400, 'invalid-request'],
  ])('is refused with %j', async (body, status, code) => {
    const answer = await shop.customer('feedback-breaker').send<Problem>('POST', '/interactions', { body });
    expect(answer).toMatchObject({ status, body: { code } });
  });
});
