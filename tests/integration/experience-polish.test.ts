import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exchangeBytes, exchangeSecureBytes, unendingRequests } from '@petstore/chassis/testing';
import type { Journey, Order, Page, Pet, Problem, Session } from '@petstore/contracts/http';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DemoDocument } from './testing/demo-document-schema.ts';
import { fixedPorts, freePortOffset, isAlive, isPortFree, runPetstore } from './testing/petstore-command.ts';

const services = [
  'gateway',
  'petstore-domain',
  'payment-service',
  'payment-provider',
  'ml-pet-advisor',
  'analytics',
];
const stepNames = [
  'health',
  'sign-in',
  'browse',
  'recommendations',
  'pet-details',
  'add-to-cart',
  'order',
  'payment',
  'fulfilment',
  'feedback',
];
const checkNames = [
  'order delivered',
  ...services.map((service) => `log of ${service}`),
  'order events',
  'payment row',
  'provider book',
  'analytics order',
  'message causation',
  'message services',
  'step requests recorded',
];
const patience = { timeout: 30_000, interval: 50 };

let directory = '';
let data = '';
let offset = 0;

function petstore(...args: readonly string[]) {
  return runPetstore(...args, '--port-offset', String(offset), '--data', data);
}

async function petstoreJson<Document>(...args: readonly string[]): Promise<Document> {
  const { exitCode, stdout, stderr } = await petstore(...args, '--json');
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function demo(...args: readonly string[]) {
  const flags = ['--scenario', 'complete_journey', '--with-ml', '--track-messages', '--json'];
  const { exitCode, stdout, stderr } = await petstore('demo', ...flags, ...args);
  const document: unknown = JSON.parse(stdout);
  expect([...Value.Errors(DemoDocument, document)]).toEqual([]);
  return { exitCode, stderr, document: document as DemoDocument };
}

interface RunningSystem {
  readonly pid: number;
  readonly postgres: { readonly pid: number };
  readonly mesh: { readonly pid: number };
  readonly deployments: readonly {
    readonly name: string;
    readonly wanted: number;
    readonly ready: number;
    readonly pods: readonly { readonly pid: number }[];
  }[];
}

interface StartDocument {
  readonly pid: number;
  readonly addresses: readonly { readonly service: string; readonly url: string }[];
}
let start: StartDocument;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'experience-polish-'));
  data = join(directory, 'data');
  offset = await freePortOffset();
  start = await petstoreJson<StartDocument>(
    'up',
    '--detach',
    '--fixed-replicas',
    '--allow-host',
    'shop.example.com',
  );
}, 180_000);

afterAll(async () => {
  await petstore('down', '--wipe');
  await rm(directory, { recursive: true, force: true });
});

describe('a system that was started in the background', () => {
  test('answers at the addresses that it printed', async () => {
    expect(start.addresses.map(({ service }) => service).sort()).toEqual([...services].sort());
    for (const { url } of start.addresses) expect((await fetch(`${url}/ready`)).status).toBe(200);
  });

  test('shows what runs: two replicas of each service, one of the provider', async () => {
    const { deployments, pid } = await petstoreJson<RunningSystem>('status');
    expect(pid).toBe(start.pid);
    const replicas = deployments.map(({ name, wanted, ready }) => `${name} ${ready}/${wanted}`).sort();
    const expected = services.map((name) => (name === 'payment-provider' ? `${name} 1/1` : `${name} 2/2`));
    expect(replicas).toEqual(expected.sort());
    expect((await petstore('status')).stdout).toMatch(/gateway +2\/2 +gateway-\S+ +Running/);
  });

  test('refuses to start a second time', async () => {
    const second = await petstore('up');
    expect(second.exitCode).toBe(3);
    expect(second.stderr).toContain(`process ${start.pid}`);
    expect(second.stderr).toContain('petstore down');
  });
});

/** Status of a request with any Host and Origin, as a web page or a raw socket could send it; 0 without a response. */
/** Kubernetes' API alone speaks TLS. */
const exchangeAt = (port: number) => (port === 6443 ? exchangeSecureBytes : exchangeBytes);

async function statusOf(port: number, head: string): Promise<number> {
  const { received } = await exchangeAt(port)(port + offset, `${head}\r\nConnection: close\r\n\r\n`);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(received)?.[1] ?? 0);
}

describe('a fixed port', () => {
  const ports = fixedPorts.filter((port) => port !== 5433);

  test.each(ports)(
    '%i answers to loopback names and to those of --allow-host only, and to no foreign origin',
    async (port) => {
      const at = (host: string, more = '') => statusOf(port, `GET /nowhere HTTP/1.1\r\nHost: ${host}${more}`);
      for (const host of [`localhost:${port}`, '127.0.0.1', 'shop.example.com'])
        expect([host, [421, 403].includes(await at(host))]).toEqual([host, false]);
      expect(await at('evil.example')).toBe(421);
      expect(await at('127.0.0.1.evil.example:80')).toBe(421);
      expect(await at('localhost', '\r\nOrigin: http://evil.example')).toBe(403);
      expect(await at('localhost', '\r\nOrigin: null')).toBe(403);
      expect(await at('localhost', '\r\nHost: evil.example')).toBe(400);
      expect(await statusOf(port, 'GET http://localhost/ HTTP/1.1\r\nHost: localhost')).toBe(400);
      expect(await statusOf(port, 'GET / HTTP/1.1\r\nA: b')).toBe(400);
    },
  );

  test.concurrent.each(ports)('%i closes unfinished requests within five seconds', async (port) => {
    const ends = await Promise.all(
      unendingRequests.map(([, bytes]) => exchangeAt(port)(port + offset, bytes)),
    );
    for (const { closedAfterMs } of ends) expect(closedAfterMs).toBeLessThan(5_000);
  });

  test('does not let a web page sign in as operator', async () => {
    const body = '{"customerId":"operator"}';
    const head = `POST /v1/sessions HTTP/1.1\r\nHost: evil.example:8080\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
    const { received } = await exchangeBytes(8080 + offset, head);
    expect(received).toMatch(/^HTTP\/1\.1 421 /);
    expect(received).toContain('--allow-host NAME');
    expect(received).not.toContain('token');
  });
});

describe('the complete journey', () => {
  let correlationId = '';
  let messageIds: string[] = [];

  test('ends with a delivery, in the documented JSON document, with every check passed', async () => {
    const { exitCode, document, stderr } = await demo('--seed', '7');
    expect(document.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ scenario: 'complete_journey', ok: true, seed: 7 });
    expect(document.checks.map(({ name }) => name).sort()).toEqual([...checkNames].sort());
    const [journey] = document.journeys;
    expect(journey).toMatchObject({ outcome: 'delivered', orderId: expect.stringMatching(/^ord_/) });
    expect(journey?.steps.map(({ name }) => name)).toEqual(stepNames);
    expect(journey?.steps.filter(({ status }) => status !== 'ok' && status !== 'degraded')).toEqual([]);
    expect(document.kpis).toMatchObject({ orderCompletionRate: 1 });
    expect(stderr).toContain('checks held');
    const events = journey?.messages.filter(({ kind }) => kind === 'event') ?? [];
    expect(events.flatMap(({ handledBy = [] }) => handledBy.map(({ service }) => service))).toEqual(
      expect.arrayContaining(['analytics', 'ml-pet-advisor']),
    );
    correlationId = journey?.correlationId ?? '';
    messageIds = journey?.messages.map(({ messageId }) => messageId) ?? [];
    expect(messageIds.length).toBeGreaterThan(40);
  });

  test('can be read again by its correlation id, as a tree or as a document', async () => {
    const document = await petstoreJson<Journey>('journey', correlationId);
    expect(document.orphans).toEqual([]);
    const found = new Set(document.messages.map(({ messageId }) => messageId));
    expect(messageIds.filter((id) => !found.has(id))).toEqual([]);
    const handlersOf = (type: string) =>
      document.messages
        .find(({ name }) => name === type)
        ?.handledBy?.map(({ service }) => service)
        .sort();
    expect(handlersOf('PetSold')).toEqual(['ml-pet-advisor']);
    expect(handlersOf('OrderAccepted')).toEqual(['analytics']);
    expect(handlersOf('OrderDelivered')).toEqual(['analytics', 'ml-pet-advisor']);
    expect(document).not.toHaveProperty('consumersUnreachable');
    const { stdout } = await petstore('journey', correlationId);
    expect(stdout).toMatch(
      /● OrderDelivered {2}petstore-domain {2}\(handled by \S+ \+[\d.]+ m?s, \S+ \+[\d.]+ m?s\)$/m,
    );
    expect(stdout).toMatch(/^ +POST \/v1\/orders {2}client → gateway {2}202/m);
    expect(stdout).toMatch(
      /└─ POST \/v1\/charges {2}payment-service → payment-provider {2}201|├─ POST \/v1\/charges/,
    );
    expect(stdout).toContain('● OrderDelivered');
  });

  test('is found in the logs of every service', async () => {
    const { stdout } = await petstore('logs', '--correlation-id', correlationId, '--json');
    const lines: { deployment: string; line: string }[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([...new Set(lines.map(({ deployment }) => deployment))].sort()).toEqual([...services].sort());
    expect(lines.filter(({ line }) => !line.includes(correlationId))).toEqual([]);
  });

  test('omits recommendations and messages unless they are requested', async () => {
    const flags = ['--scenario', 'complete_journey', '--customer', 'customer-002', '--json'];
    const { exitCode, stdout } = await petstore('demo', ...flags);
    const document: DemoDocument = JSON.parse(stdout);
    expect(document.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(exitCode).toBe(0);
    const [journey] = document.journeys;
    expect(journey).toMatchObject({ customerId: 'customer-002', outcome: 'delivered', messages: [] });
    expect(journey?.steps.find(({ name }) => name === 'recommendations')?.status).toBe('skipped');
  });
});

interface Asked {
  readonly token?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A client of the public API with plain HTTP. */
async function ask<Body>(path: string, { token, method = 'GET', body, headers = {} }: Asked = {}) {
  const response = await fetch(`http://127.0.0.1:${8080 + offset}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const content = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    headers: response.headers,
    content,
    body: (await response.json()) as Body,
  };
}

async function signIn(customerId: string): Promise<string> {
  const { status, body } = await ask<Session>('/v1/sessions', { method: 'POST', body: { customerId } });
  expect(status).toBe(201);
  return body.token;
}

const payment = { payment: { cardToken: 'tok_visa' }, delivery: { name: 'Ada', city: 'London' } };

async function orderSomePet(token: string) {
  const { body: page } = await ask<Page<Pet>>('/v1/pets?available=true&category=bird&limit=1');
  const pet = page.items[0]?.id ?? '';
  const put = await ask(`/v1/cart/items/${pet}`, { token, method: 'PUT', body: { quantity: 1 } });
  expect(put.status).toBe(200);
  const key = randomUUID();
  const correlation = `shopper-${key}`;
  const headers = { 'idempotency-key': key, 'x-correlation-id': correlation };
  const order = () => ask<Order>('/v1/orders', { token, method: 'POST', headers, body: payment });
  return { pet, key, correlation, order };
}

describe('the public API', () => {
  test('accepts an order once per idempotency key, and delivers it', async () => {
    const token = await signIn('customer-001');
    const { pet, key, correlation, order } = await orderSomePet(token);
    const placed = await order();
    expect(placed.status).toBe(202);
    expect(placed.headers.get('x-correlation-id')).toBe(correlation);
    const path = `/v1/orders/${placed.body.id}`;
    expect(placed.headers.get('location')).toBe(path);

    const again = await order();
    expect([again.status, again.body.id]).toEqual([202, placed.body.id]);
    const other = await ask<Problem>('/v1/orders', {
      token,
      method: 'POST',
      headers: { 'idempotency-key': key },
      body: { ...payment, delivery: { name: 'Grace' } },
    });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    const keyless = await ask<Problem>('/v1/orders', { token, method: 'POST', body: payment });
    expect(keyless).toMatchObject({ status: 400, body: { code: 'idempotency-key-missing' } });

    await vi.waitFor(async () => {
      expect((await ask<Order>(path, { token })).body.status).toBe('delivered');
    }, patience);
    expect((await ask<Pet>(`/v1/pets/${pet}`)).body).toMatchObject({ status: 'sold', available: false });

    const stranger = await signIn('customer-002');
    const hidden = await ask<Problem>(path, { token: stranger });
    expect(hidden).toMatchObject({ status: 404, body: { code: 'order-not-found' } });
    expect(hidden.content).toMatch(/^application\/problem\+json/);
    expect(hidden.body.correlationId).toBe(hidden.headers.get('x-correlation-id'));
    expect(JSON.stringify(hidden.body)).not.toContain('    at ');
    const hiddenJourney = await ask(`/v1/journeys/${correlation}`, { token: stranger });
    expect([hiddenJourney.status, (await ask(path)).status]).toEqual([404, 401]);
  });
});

describe('without a payment provider', () => {
  test('the demo fails and says what is missing; an order is cancelled and its pet released', async () => {
    await petstoreJson('scale', 'payment-provider', '--replicas', '0');
    const { exitCode, document, stderr } = await demo();
    expect(exitCode).toBe(1);
    expect(document.ok).toBe(false);
    const failed = document.journeys[0]?.steps.find(({ status }) => status === 'failed');
    expect(failed?.error?.message).toContain('payment-provider');
    expect(stderr).toMatch(/^Failed: .*payment-provider/m);

    const token = await signIn('customer-001');
    const { pet, order } = await orderSomePet(token);
    const placed = await order();
    await vi.waitFor(async () => {
      const { body } = await ask<Order>(`/v1/orders/${placed.body.id}`, { token });
      expect(body).toMatchObject({ status: 'cancelled', cancellation: { code: 'payment-unavailable' } });
    }, patience);
    expect((await ask<Pet>(`/v1/pets/${pet}`)).body.available).toBe(true);
  });

  test('everything works again once it is back', async () => {
    await petstoreJson('scale', 'payment-provider', '--replicas', '1');
    const { exitCode, document } = await demo();
    expect(document.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(exitCode).toBe(0);
  });
});

describe('stopping the system', () => {
  test('leaves no process, no port and, with --wipe, no data', async () => {
    const { pid, postgres, mesh, deployments } = await petstoreJson<RunningSystem>('status');
    const pods = deployments.flatMap((deployment) => deployment.pods.map((pod) => pod.pid));
    const pids = [pid, postgres.pid, mesh.pid, ...pods];
    expect(pids).toHaveLength(14);
    expect(await petstoreJson('down', '--wipe')).toMatchObject({ stopped: true, wiped: true, pid });
    expect(pids.filter(isAlive)).toEqual([]);
    for (const port of fixedPorts) expect(await isPortFree(port + offset)).toBe(true);
    expect(existsSync(data)).toBe(false);
  });

  test('is visible in the status: nothing runs', async () => {
    expect(await petstore('down')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('No system runs'),
    });
    const status = await petstore('status');
    expect(status.exitCode).toBe(3);
    expect(status.stderr).toContain(`petstore up --port-offset ${offset}`);
  });
});
