import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningService, startService } from '@petstore/chassis/lifecycle';
import { createTestEventLog, type TestDatabase } from '@petstore/chassis/testing';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defineGateway } from '../service.ts';
import { type DomainPeer, freshOrder, peerPet, startDomainPeer } from '../testing/start-domain-peer.ts';

let peer: DomainPeer;
let events: TestDatabase;
let directory: string;
let gateway: RunningService;
let closed: RunningService;

async function start(demoSessions: string): Promise<RunningService> {
  const { host, port, database, user, password } = events.service;
  return startService({
    ...defineGateway({
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'silent',
      PETSTORE_DOMAIN_URL: peer.url,
      ANALYTICS_URL: peer.url,
      JWT_SIGNING_KEY_FILE: join(directory, 'tls.key'),
      JWT_ISSUER: 'urn:test',
      JWT_AUDIENCE: 'petstore',
      DEMO_SESSIONS: demoSessions,
      PGHOST: host,
      PGPORT: String(port),
      EVENTS_PGDATABASE: database,
      EVENTS_PGUSER: user,
      EVENTS_PGPASSWORD: password,
    }),
    handlesSignals: false,
  });
}

beforeAll(async () => {
  peer = await startDomainPeer();
  directory = await mkdtemp(join(tmpdir(), 'earlier-demo-'));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(join(directory, 'tls.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  events = await createTestEventLog();
  gateway = await start('true');
  closed = await start('false');
});
beforeEach(() => {
  peer.order = freshOrder();
});
afterAll(async () => {
  await gateway.stop();
  await closed.stop();
  await peer.stop();
  await events.drop();
  await rm(directory, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function call(path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${gateway.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

const lastSeen = (start: string) => peer.seen.findLast((each) => each.call.startsWith(start));
const creation = {
  customer_id: 'customer-001',
  pet_id: peerPet.id,
  special_instructions: 'Ring twice.',
};

describe.each(['/petstore-domain', '/api/petstore-domain'])('the earlier demo below %s', (prefix) => {
  it('answers each path in its envelope with deprecation and sunset dates', async () => {
    peer.order.status = 'delivered';
    const orderId = 'customer-001.ord_1';
    const answers = [
      await call(`${prefix}/health?correlation_id=journey-1`),
      await call(`${prefix}/browse-pets?category=dogs&max_price=1500.5&correlation_id=journey-1`),
      await call(`${prefix}/pet-details?pet_id=${peerPet.id}&correlation_id=journey-1`),
      await call(`${prefix}/create-order`, { ...creation, correlation_id: 'journey-1' }),
      await call(`${prefix}/process-payment`, {
        order_id: orderId,
        payment_method: 'credit_card',
        amount: 1499.5,
        correlation_id: 'journey-1',
      }),
      await call(`${prefix}/order-status?order_id=${orderId}&correlation_id=journey-1`),
    ];
    for (const { status, headers, body } of answers) {
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { status: 'success', correlation_id: 'journey-1' },
      });
      expect(headers.get('deprecation')).toBe('@1795305600');
      expect(headers.get('sunset')).toBe('Mon, 22 Nov 2027 00:00:00 GMT');
      expect(headers.get('x-correlation-id')).toBe('journey-1');
    }
    expect(answers[0]?.body).toMatchObject({ service: 'petstore-domain', health: 'ok' });
    const shown = { pet_id: peerPet.id, category: 'dog', breed: 'Golden Retriever', price: 1499.5 };
    expect(answers[1]?.body).toMatchObject({ count: 1, pets: [shown] });
    expect(answers[2]?.body['pet']).toMatchObject(shown);
    expect(answers[3]?.body).toMatchObject({ order_id: orderId, order_status: 'delivered' });
    expect(answers[4]?.body).toMatchObject({ payment_status: 'confirmed', total_amount: 1499.5 });
    expect(answers[5]?.body).toMatchObject({ order_status: 'delivered', pet_id: peerPet.id });
    expect(lastSeen('GET /pets?')?.call).toBe(
      'GET /pets?available=true&limit=100&category=dog&maxPrice=150050',
    );
    expect(lastSeen('POST /orders')?.headers['x-correlation-id']).toBe('journey-1');
  });

  it('omits empty instructions, and refuses a card number in instructions or as correlation id', async () => {
    const said = { ...creation, special_instructions: ' ' };
    expect(await call(`${prefix}/create-order`, said)).toMatchObject({ status: 200 });
    expect(JSON.parse(lastSeen('POST /orders')?.body ?? '')).toMatchObject({ delivery: { name: 'Ada' } });
    expect(lastSeen('POST /orders')?.body).not.toContain('instructions');
    const number = '4111111111111111';
    for (const body of [
      { ...creation, special_instructions: `Pay with ${number}.` },
      { ...creation, payment_method: `tok_${number}` },
      { ...creation, correlation_id: number },
    ]) {
      const refused = await call(`${prefix}/create-order`, body);
      expect(refused).toMatchObject({ status: 400, body: { error: { code: 'invalid-request' } } });
      expect(JSON.stringify(refused.body) + refused.headers.get('x-correlation-id')).not.toContain(number);
    }
  });

  it('refuses in its envelope with the code of the current API', async () => {
    const missing = await call(`${prefix}/pet-details?pet_id=nobody`, undefined, {
      'x-correlation-id': 'mine',
    });
    expect(missing).toMatchObject({
      status: 404,
      body: { status: 'error', correlation_id: 'mine', error: { code: 'pet-not-found' } },
    });
    expect(missing.headers.get('content-type')).toContain('application/json');
    expect(missing.headers.get('deprecation')).toBe('@1795305600');
    for (const [path, body, status, code] of [
      ['/browse-pets?category=dragons', undefined, 400, 'category-unknown'],
      ['/browse-pets?max_price=-1', undefined, 400, 'invalid-request'],
      ['/order-status?order_id=ord_1', undefined, 400, 'invalid-request'],
      ['/order-status?order_id=customer-001.ord_2', undefined, 404, 'order-not-found'],
      ['/create-order', { ...creation, customer_id: 'nobody' }, 404, 'customer-unknown'],
      ['/create-order', { ...creation, price: 1 }, 400, 'invalid-request'],
      ['/create-order', { ...creation, payment_method: '4111111111111111' }, 400, 'invalid-request'],
      ['/process-payment', { order_id: 'customer-001.ord_1' }, 400, 'invalid-request'],
    ] as const) {
      const answered = await call(`${prefix}${path}`, body);
      expect(answered).toMatchObject({ status, body: { status: 'error', error: { code } } });
    }
  });

  it('is not available without demonstration sessions', async () => {
    for (const path of ['/health', '/browse-pets', `/pet-details?pet_id=${peerPet.id}`]) {
      expect((await fetch(`${closed.url}${prefix}${path}`)).status).toBe(404);
    }
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(creation);
    const created = await fetch(`${closed.url}${prefix}/create-order`, { method: 'POST', headers, body });
    expect(created.status).toBe(404);
  });
});

describe('acting for a customer', () => {
  it('orders one pet without the cart, with the instructions and a token for a minute', async () => {
    await call('/petstore-domain/create-order', creation);
    const placed = lastSeen('POST /orders');
    expect(JSON.parse(placed?.body ?? '')).toEqual({
      items: [{ sku: peerPet.id, quantity: 1 }],
      payment: { cardToken: 'tok_visa' },
      delivery: { name: 'Ada', instructions: 'Ring twice.' },
    });
    expect(placed?.headers['idempotency-key']).toMatch(/^earlier-demo-/);
    const claims = decodeJwt(String(placed?.headers.authorization).slice('Bearer '.length));
    expect(claims).toMatchObject({ sub: 'customer-001', roles: ['customer'] });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(60);
  });

  it('never has the operator role, also for an operator’s id', async () => {
    await call('/petstore-domain/order-status?order_id=operator.ord_1');
    const claims = decodeJwt(
      String(lastSeen('GET /orders/ord_1')?.headers.authorization).slice('Bearer '.length),
    );
    expect(claims).toMatchObject({ sub: 'operator', roles: ['customer'] });
  });

  it('forwards the idempotency key and payment token of the request', async () => {
    const body = { ...creation, payment_method: 'tok_declined' };
    await call('/petstore-domain/create-order', body, { 'idempotency-key': 'mine-1' });
    const placed = lastSeen('POST /orders');
    expect(placed?.headers['idempotency-key']).toBe('mine-1');
    expect(JSON.parse(placed?.body ?? '').payment).toEqual({ cardToken: 'tok_declined' });
  });

  it('accepts a sent token only if it is valid and belongs to the named customer', async () => {
    const session = await fetch(`${gateway.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customerId: 'customer-001' }),
    });
    const { token } = (await session.json()) as { token: string };
    const authorization = `Bearer ${token}`;
    const own = await call('/petstore-domain/create-order', creation, { authorization });
    expect(own.status).toBe(200);
    expect(lastSeen('POST /orders')?.headers.authorization).toBe(authorization);
    const other = { ...creation, customer_id: 'operator' };
    expect(await call('/petstore-domain/create-order', other, { authorization })).toMatchObject({
      status: 403,
      body: { error: { code: 'customer-differs' } },
    });
    const forged = await call('/petstore-domain/create-order', creation, {
      authorization: `${authorization}x`,
    });
    expect(forged).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } });
  });
});

describe('processing a payment', () => {
  const pay = (more: object = {}) =>
    call('/petstore-domain/process-payment', {
      order_id: 'customer-001.ord_1',
      payment_method: 'credit_card',
      ...more,
    });

  it('waits for the payment of the order and starts no other', async () => {
    peer.order.status = 'payment_processing';
    const before = peer.seen.length;
    const waiting = pay();
    const look = 'GET /orders/ord_1?waitFor=payment_confirmed&timeout=2';
    await expect.poll(() => peer.seen.slice(before).filter(({ call }) => call === look).length).toBe(1);
    peer.order.status = 'payment_confirmed';
    peer.order.paymentId = 'pay_1';
    expect((await waiting).body).toMatchObject({ payment_status: 'confirmed', payment_id: 'pay_1' });
    expect(peer.seen.slice(before).filter(({ call }) => call.startsWith('POST'))).toEqual([]);
  });

  it('answers with the reason if the order was cancelled', async () => {
    peer.order.status = 'cancelled';
    peer.order.cancellation = { code: 'payment-declined', reason: 'insufficient_funds' };
    expect(await pay()).toMatchObject({
      status: 409,
      body: {
        status: 'error',
        error: { code: 'order-cancelled', message: 'insufficient_funds', reason: 'payment-declined' },
      },
    });
  });

  it('refuses an amount that differs from the order’s total', async () => {
    peer.order.status = 'delivered';
    expect(await pay({ amount: 1499.49 })).toMatchObject({
      status: 422,
      body: { error: { code: 'amount-differs' } },
    });
  });
});
