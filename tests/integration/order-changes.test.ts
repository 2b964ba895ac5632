import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Book,
  Journey,
  Order,
  OrderFacts,
  Page,
  PaymentLedger,
  PaymentList,
  Pet,
  Product,
  ProductVariant,
  Session,
} from '@petstore/contracts/http';
import type { Static } from 'typebox';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePortOffset, runPetstore } from './testing/petstore-command.ts';

/** Long enough that a paid order has not been shipped when its cancellation arrives. */
const fulfilmentStepMs = 2_000;
const patience = { timeout: 30_000, interval: 100 };

let directory = '';
let offset = 0;
let customer = '';
let operator = '';

const petstore = (...args: readonly string[]) =>
  runPetstore(...args, '--port-offset', String(offset), '--data', join(directory, 'data'));

interface Call {
  readonly port?: number;
  readonly method?: string;
  readonly body?: object;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function call<Body>(path: string, options: Call = {}) {
  const { port = 8080, method = options.body === undefined ? 'GET' : 'POST', body, token } = options;
  const response = await fetch(`http://127.0.0.1:${port + offset}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

async function signIn(customerId: string): Promise<string> {
  return (await call<Session>('/v1/sessions', { body: { customerId } })).body.token;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'order-changes-'));
  offset = await freePortOffset();
  const { exitCode, stderr } = await petstore(
    ...[
      'up',
      '--detach',
      '--replicas',
      '1',
      '--fixed-replicas',
      '--set',
      `FULFILMENT_STEP_MS=${fulfilmentStepMs}`,
    ],
  );
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  [customer, operator] = [await signIn('customer-001'), await signIn('operator')];
}, 180_000);

afterAll(async () => {
  await petstore('down', '--wipe');
  await rm(directory, { recursive: true, force: true });
});

const keyed = () => ({ 'idempotency-key': crypto.randomUUID() });

async function order(sku: string, cardToken = 'tok_visa'): Promise<Order> {
  const body = { items: [{ sku }], payment: { cardToken }, delivery: { name: 'Ada', city: 'London' } };
  const placed = await call<Order>('/v1/orders', { body, token: customer, headers: keyed() });
  expect(placed).toMatchObject({ status: 202 });
  return placed.body;
}

const waitFor = (id: string, hold: (order: Order) => void) =>
  vi.waitFor(async () => {
    const { body } = await call<Order>(`/v1/orders/${id}`, { token: customer });
    hold(body);
    return body;
  }, patience);

const change = (id: string, operation: string, body: object = {}) =>
  call<Order>(`/v1/orders/${id}/${operation}`, { body, token: customer, headers: keyed() });

/** An order's money in minor units according to payment-service, its ledger, the provider and analytics. */
async function countMoney(orderId: string) {
  const own = { token: operator };
  const { body: payments } = await call<Static<typeof PaymentList>>(`/payments?orderId=${orderId}`, {
    ...own,
    port: 8002,
  });
  const [payment] = payments.items;
  if (payment === undefined) throw new Error(`${orderId} has no payment`);
  const { body: ledger } = await call<Static<typeof PaymentLedger>>(`/payments/${payment.id}/ledger`, {
    ...own,
    port: 8002,
  });
  const { body: book } = await call<Static<typeof Book>>(`/v1/book?reference=${payment.id}`, {
    ...own,
    port: 8003,
  });
  const { body: facts } = await call<OrderFacts>(`/orders/${orderId}`, { port: 8004 });
  const sales = ledger.entries.flatMap(({ lines }) => lines).filter(({ account }) => account === 'sales');
  const booked = (kind: string) =>
    book.entries
      .filter((entry) => entry.kind === kind)
      .reduce((sum, { amount }) => sum + amount.amountMinor, 0);
  return {
    payment: payment.capturedMinor - payment.refundedMinor,
    ledger: sales.reduce((sum, { creditMinor, debitMinor }) => sum + creditMinor - debitMinor, 0),
    provider: booked('capture') - booked('refund'),
    analytics: facts.capturedMinor - facts.refundedMinor,
  };
}

const everywhere = (amount: number) => ({
  payment: amount,
  ledger: amount,
  provider: amount,
  analytics: amount,
});
const expectMoney = (id: string, amount: number) =>
  vi.waitFor(async () => expect(await countMoney(id)).toEqual(everywhere(amount)), patience);

describe('a refund', () => {
  test('is the same in order, payment, ledger, the provider’s book and analytics', async () => {
    const { id } = await order('goldfish-004');
    const { total } = await waitFor(id, ({ status }) => expect(status).toBe('delivered'));
    expect((await change(id, 'refund', { amountMinor: 100 })).status).toBe(202);
    await waitFor(id, ({ refunded }) => expect(refunded.amountMinor).toBe(100));
    await expectMoney(id, total.amountMinor - 100);
    expect((await change(id, 'refund', { amountMinor: total.amountMinor })).status).toBe(422);
    expect((await change(id, 'refund')).status).toBe(202);
    await waitFor(id, ({ refunded }) => expect(refunded).toEqual(total));
    await expectMoney(id, 0);
  });

  test('covers everything when a paid order is cancelled, and its pet is available again', async () => {
    const { id, correlationId } = await order('cockatiel-003');
    await waitFor(id, ({ status }) => expect(status).toBe('payment_confirmed'));
    const answer = await change(id, 'cancel', { reason: 'changed my mind' });
    expect(answer.status).toBe(202);
    const cancelled = await waitFor(id, ({ status }) => expect(status).toBe('cancelled'));
    expect(cancelled.cancellation).toEqual({ code: 'cancelled-by-customer', reason: 'changed my mind' });
    await expectMoney(id, 0);
    expect((await call<Pet>('/v1/pets/cockatiel-003')).body.available).toBe(true);
    const own = answer.headers.get('x-correlation-id') ?? '';
    expect(own).not.toBe(correlationId);
    await vi.waitFor(async () => {
      const { body } = await call<Journey>(`/v1/journeys/${own}`, { token: customer });
      expect(body.messages.map(({ name }) => name)).toContain('OrderCancelled');
      expect(body.orphans).toEqual([]);
    }, patience);
  });
});

describe('an operator', () => {
  test('lists a pet, which the advisor then knows, and restocks a product', async () => {
    const body = {
      name: 'Newcomer',
      breedId: 'golden-retriever',
      sex: 'male',
      bornOn: '2026-09-01',
      price: { amountMinor: 90_000, currency: 'USD' },
      description: 'A golden retriever who came in today.',
    };
    const listed = await call<Pet>('/v1/pets', { body, token: operator });
    expect(listed.status).toBe(201);
    const others = await call<Page<Pet>>('/v1/pets?category=dog&limit=100');
    const wanted = {
      customer_id: 'somebody',
      preferences: { pet_types: ['dog'] },
      exclude_pets: others.body.items.map(({ id }) => id).filter((id) => id !== listed.body.id),
    };
    await vi.waitFor(async () => {
      type Advice = { recommendations: { pet_id: string }[] };
      const { body: advice } = await call<Advice>('/recommendations', { port: 8001, body: wanted });
      expect(advice.recommendations.map(({ pet_id }) => pet_id)).toContain(listed.body.id);
    }, patience);
    const { body: products } = await call<Page<Product>>('/v1/products?limit=1');
    const [variant] = products.items[0]?.variants ?? [];
    const path = `/v1/products/${variant?.sku}/stock`;
    const restocked = await call<ProductVariant>(path, { body: { quantity: 5 }, token: operator });
    expect(restocked.body.inStock).toBe((variant?.inStock ?? 0) + 5);
    expect((await call(path, { body: { quantity: 5 }, token: customer })).status).toBe(403);
  });
});

describe('a script of the earlier demo', () => {
  test('goes from browsing to a delivered pet with one correlation id and without a token', async () => {
    const base = '/api/petstore-domain';
    const correlation_id = `earlier-${crypto.randomUUID()}`;
    type Earlier = Record<string, unknown> & { pets: { pet_id: string }[] };
    const get = (path: string) =>
      call<Earlier>(`${base}${path}${path.includes('?') ? '&' : '?'}correlation_id=${correlation_id}`);
    const post = (path: string, body: object) =>
      call<Earlier>(`${base}${path}`, { body: { ...body, correlation_id } });
    expect((await get('/health')).body).toMatchObject({ status: 'success', health: 'ok' });
    const [pet] = (await get('/browse-pets?category=cats&max_price=5000')).body.pets;
    const pet_id = pet?.pet_id ?? '';
    expect((await get(`/pet-details?pet_id=${pet_id}`)).body).toMatchObject({ pet: { category: 'cat' } });
    const created = await post('/create-order', {
      customer_id: 'customer-002',
      pet_id,
      special_instructions: 'Ring twice.',
    });
    const { order_id } = created.body;
    const paid = await post('/process-payment', { order_id, payment_method: 'credit_card' });
    expect(paid).toMatchObject({ status: 200, body: { payment_status: 'confirmed', correlation_id } });
    await vi.waitFor(async () => {
      const { body, headers } = await get(`/order-status?order_id=${order_id}`);
      expect(body).toMatchObject({ status: 'success', order_status: 'delivered', pet_id });
      expect(headers.get('sunset')).toBe('Mon, 22 Nov 2027 00:00:00 GMT');
    }, patience);
    await vi.waitFor(async () => {
      const { body } = await call<Journey>(`/v1/journeys/${correlation_id}`, { token: operator });
      expect(body.messages.map(({ name }) => name)).toContain('OrderDelivered');
      expect(body.orphans).toEqual([]);
      expect(body.customerIds).toEqual(['customer-002']);
    }, patience);
  });
});

test('every service serves its OpenAPI document', async () => {
  for (const port of [8080, 8000, 8001, 8002, 8003, 8004]) {
    expect((await call<{ openapi: string }>('/openapi.json', { port })).body.openapi).toBe('3.1.1');
  }
});
