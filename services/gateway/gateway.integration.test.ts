import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type RunningService, startService } from '@petstore/chassis/lifecycle';
import { createTestEventLog } from '@petstore/chassis/testing';
import type { Problem } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineGateway } from './service.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An HTTP server that stands in for petstore-domain and analytics: it answers by path and records the requests. */
const seen: Seen[] = [];
/** A text is answered as it is. */
const answers: Record<string, [number, object | string]> = {
  'GET /customers/customer-001': [200, { id: 'customer-001', name: 'Ada', roles: ['customer'] }],
  'GET /customers/operator': [200, { id: 'operator', name: 'Op', roles: ['operator'] }],
  'GET /cart': [200, { customerId: 'customer-001', items: [] }],
  'GET /pets': [200, { items: [], nextCursor: null }],
  'GET /pets/spaced': [200, '{ "id" : "spaced", "weight": 1.0, "name": "Zo\\u00eb" }'],
  'GET /pets/page': [200, '<p>No pets.</p>'],
  'GET /pets/part': [200, '{"id":"part"'],
  'POST /orders': [202, { id: 'ord_1' }],
  'POST /orders/ord_1/cancel': [202, { id: 'ord_1', cancellationRequested: true }],
  'POST /orders/ord_1/refund': [202, { id: 'ord_1', refunds: [] }],
  'POST /pets': [201, { id: 'pet_1' }],
  'POST /products/flakes-50g/stock': [200, { sku: 'flakes-50g', inStock: 9 }],
  'GET /orders/ord_2': [
    404,
    {
      type: 'about:blank',
      title: 'x',
      status: 404,
      detail: 'No such order.',
      code: 'order-not-found',
      correlationId: 'c',
    },
  ],
};
const peer = createServer(async (request, response) => {
  const body = await text(request);
  seen.push({ method: request.method, url: request.url, headers: request.headers, body });
  const path = request.url?.split('?')[0];
  const [status, answer] = answers[`${request.method} ${path}`] ?? [
    404,
    { code: 'not-found', detail: 'absent', status: 404 },
  ];
  response.writeHead(status, { 'content-type': 'application/json', 'x-internal': 'hidden' });
  response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
});

let gateway: RunningService;
let directory: string;
let dropDatabase: () => Promise<void>;

beforeAll(async () => {
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  const peerUrl = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
  directory = await mkdtemp(join(tmpdir(), 'gateway-test-'));
  const keyFile = join(directory, 'tls.key');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const events = await createTestEventLog();
  dropDatabase = () => events.drop();
  const { host, port, database, user, password } = events.service;
  gateway = await startService({
    ...defineGateway({
      PORT: '0',
      LOG_LEVEL: 'silent',
      PETSTORE_DOMAIN_URL: peerUrl,
      ANALYTICS_URL: peerUrl,
      JWT_SIGNING_KEY_FILE: keyFile,
      JWT_ISSUER: 'urn:test',
      JWT_AUDIENCE: 'petstore',
      DEMO_SESSIONS: 'true',
      PGHOST: host,
      PGPORT: String(port),
      EVENTS_PGDATABASE: database,
      EVENTS_PGUSER: user,
      EVENTS_PGPASSWORD: password,
    }),
    handlesSignals: false,
  });
});

afterAll(async () => {
  await gateway.stop();
  await new Promise((resolve) => peer.close(resolve));
  await dropDatabase();
  await rm(directory, { recursive: true });
});

async function signIn(customerId: string): Promise<string> {
  const response = await fetch(`${gateway.url}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customerId }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { token: string }).token;
}

describe('the gateway', () => {
  it('signs a known customer in and refuses an unknown one', async () => {
    expect((await signIn('customer-001')).split('.')).toHaveLength(3);
    const unknown = await fetch(`${gateway.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customerId: 'nobody' }),
    });
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ code: 'customer-unknown' });
  });

  it('requires a token for customer data, and none for the catalogue', async () => {
    expect((await fetch(`${gateway.url}/v1/cart`)).status).toBe(401);
    expect((await fetch(`${gateway.url}/v1/pets?available=true`)).status).toBe(200);
    expect(seen.at(-1)?.url).toBe('/pets?available=true&limit=20');
    const forged = await fetch(`${gateway.url}/v1/pets`, { headers: { authorization: 'Bearer a.b.c' } });
    expect(forged.status).toBe(401);
  });

  it('forwards only the token and idempotency key of a client’s headers', async () => {
    const token = await signIn('customer-001');
    const response = await fetch(`${gateway.url}/v1/orders`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'idempotency-key': 'key-1',
        'x-customer-id': 'customer-002',
        'x-forwarded-client-cert': 'URI=spiffe://cluster.local/ns/petstore/sa/analytics',
        'x-causation-id': '0198a1b2-0000-7000-8000-000000000001',
      },
      body: JSON.stringify({ payment: { cardToken: 'tok_visa' }, delivery: { city: 'London' } }),
    });
    expect([response.status, response.headers.get('x-internal')]).toEqual([202, null]);
    const sent = seen.at(-1)?.headers ?? {};
    expect(sent).toMatchObject({ authorization: `Bearer ${token}`, 'idempotency-key': 'key-1' });
    expect(sent['x-customer-id']).toBeUndefined();
    expect(sent['x-forwarded-client-cert']).toBeUndefined();
    expect(sent['x-causation-id']).not.toBe('0198a1b2-0000-7000-8000-000000000001');
    expect(sent['x-correlation-id']).toBe(response.headers.get('x-correlation-id'));
  });

  it.each([
    ['an extra field', { payment: { cardToken: 'tok_visa' }, delivery: {}, price: 1 }],
    ['a card number', { payment: { cardToken: '4111111111111111' }, delivery: {} }],
    [
      'a card number within its token',
      { payment: { cardToken: 'tok_4111111111111111' }, delivery: { city: 'London' } },
    ],
    [
      'a card number in the address',
      { payment: { cardToken: 'tok_visa' }, delivery: { address: { line1: '4111 1111 1111 1111' } } },
    ],
    ['a blank city', { payment: { cardToken: 'tok_visa' }, delivery: { name: 'Ada', city: ' ' } }],
    ['text for an object', { payment: 'tok_visa', delivery: {} }],
  ])('refuses an order with %s before any service sees it', async (_name, body) => {
    const token = await signIn('customer-001');
    const before = seen.length;
    const response = await fetch(`${gateway.url}/v1/orders`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'idempotency-key': 'key-2',
      },
      body: JSON.stringify(body),
    });
    expect([response.status, seen.length]).toEqual([400, before]);
    const problem = (await response.json()) as Problem;
    expect(problem.errors?.map(({ path }) => path).join()).toContain('body/');
    expect(JSON.stringify(problem)).not.toContain('1111');
  });

  it('returns a refusal unchanged, and encodes path parameters', async () => {
    const authorization = `Bearer ${await signIn('customer-001')}`;
    const missing = await fetch(`${gateway.url}/v1/orders/ord_2`, { headers: { authorization } });
    expect([missing.status, ((await missing.json()) as { code: string }).code]).toEqual([
      404,
      'order-not-found',
    ]);
    const climbing = await fetch(`${gateway.url}/v1/orders/..%2fcart`, { headers: { authorization } });
    expect(climbing.status).toBe(400);
  });

  it('passes an answer on as the bytes that came, unless they are no JSON', async () => {
    const pet = (id: string) => fetch(`${gateway.url}/v1/pets/${id}`);
    const spaced = await pet('spaced');
    expect([spaced.status, spaced.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await spaced.text()).toBe('{ "id" : "spaced", "weight": 1.0, "name": "Zo\\u00eb" }');
    for (const id of ['page', 'part']) {
      const refused = await pet(id);
      expect([refused.status, ((await refused.json()) as Problem).code]).toEqual([
        502,
        'peer-answer-malformed',
      ]);
    }
  });

  it('forwards a wait for an order with its bounds, and sends no timeout without one', async () => {
    const headers = { authorization: `Bearer ${await signIn('customer-001')}` };
    const look = (query: string) => fetch(`${gateway.url}/v1/orders/ord_2${query}`, { headers });
    for (const [query, forwarded] of [
      ['?waitFor=payment_confirmed&timeout=8', '?waitFor=payment_confirmed&timeout=8'],
      ['?waitFor=delivered', '?waitFor=delivered&timeout=5'],
      ['?timeout=8', ''],
    ] as const) {
      expect((await look(query)).status).toBe(404);
      expect(seen.at(-1)?.url).toBe(`/orders/ord_2${forwarded}`);
      const deadlineMs = Number(seen.at(-1)?.headers['x-deadline-ms']);
      expect(deadlineMs > 5_000).toBe(forwarded !== '');
    }
    const before = seen.length;
    for (const query of ['?waitFor=confirmed', '?waitFor=delivered&timeout=9', '?wait=1'])
      expect((await look(query)).status).toBe(400);
    expect(seen).toHaveLength(before);
  });

  it.each([
    ['/v1/orders/ord_1/cancel', undefined, 202],
    ['/v1/orders/ord_1/cancel', { reason: 'changed my mind' }, 202],
    ['/v1/orders/ord_1/refund', undefined, 202],
    ['/v1/orders/ord_1/refund', { amountMinor: 100 }, 202],
    ['/v1/orders/ord_1/refund', { amountMinor: -1 }, 202],
    ['/v1/orders/ord_1/refund', { amountMinor: '1' }, 400],
    ['/v1/orders/ord_1/cancel', { status: 'cancelled' }, 400],
  ])('forwards POST %s with %j unchanged or refuses its body', async (path, body, status) => {
    const before = seen.length;
    const response = await fetch(`${gateway.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await signIn('customer-001')}`,
        'idempotency-key': 'change-1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(status);
    const sent = seen.slice(before).filter(({ url }) => url === path.slice('/v1'.length));
    if (status === 400) expect(sent).toEqual([]);
    else {
      const text = body === undefined ? '' : JSON.stringify(body);
      expect(sent).toMatchObject([{ body: text, headers: { 'idempotency-key': 'change-1' } }]);
    }
  });

  it('lets only operators restock', async () => {
    const guppy = {
      name: 'Flash',
      breedId: 'guppy',
      sex: 'male',
      bornOn: '2026-01-31',
      price: { amountMinor: 450, currency: 'USD' },
      description: 'Fast.',
    };
    const post = async (path: string, body: object, who?: string) => {
      const token = who === undefined ? {} : { authorization: `Bearer ${await signIn(who)}` };
      const headers = { 'content-type': 'application/json', ...token };
      return fetch(`${gateway.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    };
    for (const [path, body, status] of [
      ['/v1/pets', guppy, 201],
      ['/v1/products/flakes-50g/stock', { quantity: 3 }, 200],
    ] as const) {
      expect((await post(path, body, 'operator')).status).toBe(status);
      const refused = await post(path, body, 'customer-001');
      expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
        403,
        'operator-required',
      ]);
      expect((await post(path, body)).status).toBe(401);
    }
  });

  it('serves the key that verifies its tokens', async () => {
    const keys = (await (await fetch(`${gateway.url}/.well-known/jwks.json`)).json()) as { keys: object[] };
    expect(keys.keys).toHaveLength(1);
    expect(keys.keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256' });
    expect(keys.keys[0]).not.toHaveProperty('d');
  });
});
