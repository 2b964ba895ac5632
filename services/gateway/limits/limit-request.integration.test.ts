import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningService, startService } from '@petstore/chassis/lifecycle';
import { createPool, unnamedStatement } from '@petstore/chassis/postgres';
import { createTestEventLog, type TestDatabase } from '@petstore/chassis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defineGateway } from '../service.ts';

/** A stand-in for petstore-domain that knows every customer and answers every other path with an empty list. */
const peer = createServer((request, response) => {
  const id = request.url?.startsWith('/customers/') ? request.url.slice('/customers/'.length) : undefined;
  const body = id === undefined ? { items: [], nextCursor: null } : { id, name: id, roles: ['customer'] };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

let events: TestDatabase;
let directory: string;
const gateways: RunningService[] = [];
const quota = 6;

async function startGateway(settings: Record<string, string> = {}): Promise<string> {
  const peerUrl = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
  const { host, port, database, user, password } = events.service;
  const environment = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    PETSTORE_DOMAIN_URL: peerUrl,
    ANALYTICS_URL: peerUrl,
    JWT_SIGNING_KEY_FILE: join(directory, 'tls.key'),
    JWT_ISSUER: 'urn:test',
    JWT_AUDIENCE: 'petstore',
    DEMO_SESSIONS: 'true',
    PGHOST: host,
    PGPORT: String(port),
    EVENTS_PGDATABASE: database,
    EVENTS_PGUSER: user,
    EVENTS_PGPASSWORD: password,
    RATE_LIMIT_PER_MINUTE: String(quota),
    RATE_LIMIT_WAIT_MS: '20000',
    ...settings,
  };
  const gateway = await startService({ ...defineGateway(environment), handlesSignals: false });
  gateways.push(gateway);
  return gateway.url;
}

let url: string;
let otherReplica: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  directory = await mkdtemp(join(tmpdir(), 'gateway-limits-'));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(join(directory, 'tls.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  events = await createTestEventLog();
  url = await startGateway();
  otherReplica = await startGateway();
});
beforeEach(async () => {
  const owner = createPool({ connection: events.owner, applicationName: 'test', onError: () => undefined });
  await owner.query(unnamedStatement('delete from rate_limits'));
  await owner.close();
});
afterAll(async () => {
  for (const gateway of gateways) await gateway.stop();
  await new Promise((resolve) => peer.close(resolve));
  await events.drop();
  await rm(directory, { recursive: true });
});

const statusOf = async (address: string, headers: Record<string, string> = {}) =>
  (await fetch(address, { headers })).status;

async function signIn(customerId: string): Promise<string> {
  const response = await fetch(`${url}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customerId }),
  });
  return `Bearer ${((await response.json()) as { token: string }).token}`;
}

describe('the rate limit', () => {
  it('is sent with every answer, and answers 429 with retry-after once it is reached', async () => {
    for (let count = 1; count <= quota; count += 1) {
      const response = await fetch(`${url}/v1/pets`);
      expect([response.status, response.headers.get('ratelimit-policy')]).toEqual([
        200,
        '"default";q=6;w=60',
      ]);
      expect(response.headers.get('ratelimit')).toMatch(new RegExp(`^"default";r=${quota - count};t=\\d+$`));
    }
    const limited = await fetch(`${url}/v1/pets`);
    expect(limited.status).toBe(429);
    // One request is refilled every 10 s, less the time that this test took so far.
    expect(limited.headers.get('retry-after')).toMatch(/^([1-9]|10)$/);
    expect(limited.headers.get('content-type')).toContain('application/problem+json');
    expect(await limited.json()).toMatchObject({ code: 'rate-limited', status: 429 });
  });

  it('is shared by all replicas', async () => {
    for (let count = 0; count < quota; count += 1) {
      expect(await statusOf(`${count % 2 === 0 ? url : otherReplica}/v1/pets`)).toBe(200);
    }
    expect([await statusOf(`${url}/v1/pets`), await statusOf(`${otherReplica}/v1/pets`)]).toEqual([429, 429]);
  });

  it.each([
    ['an invented client address', '/v1/pets', { 'x-forwarded-for': '198.51.100.7' }],
    [
      'another spelling of the header',
      '/v1/pets',
      { forwarded: 'for=198.51.100.7', 'x-real-ip': '198.51.100.7' },
    ],
    ['a trailing slash', '/v1/pets/', {}],
    ['another case', '/V1/Pets', {}],
    ['a query', '/v1/pets?limit=1', {}],
    ['another version', '/v2/pets', {}],
    ['an alias', '/petstore-domain/browse-pets', {}],
    ['an encoded letter', '/v1/%70ets', {}],
    ['an invalid token', '/v1/pets', { authorization: 'Bearer a.b.c' }],
  ])('is not evaded by %s', async (_title, path, headers) => {
    for (let count = 0; count < quota; count += 1) await statusOf(`${url}${path}`, headers);
    expect(await statusOf(`${url}${path}`, headers)).toBe(429);
    expect(await statusOf(`${url}/v1/pets`)).toBe(429);
  });

  it('applies per customer with a valid token, independently of the address', async () => {
    const [one, other] = [await signIn('customer-001'), await signIn('customer-002')];
    for (let count = 0; count < quota; count += 1) await statusOf(`${url}/v1/cart`, { authorization: one });
    expect(await statusOf(`${otherReplica}/v1/orders`, { authorization: one })).toBe(429);
    expect(await statusOf(`${url}/v1/cart`, { authorization: other })).toBe(200);
    expect(await statusOf(`${url}/v1/pets`)).toBe(200);
  });

  it('does not count probes', async () => {
    for (let count = 0; count < 3 * quota; count += 1) await statusOf(`${url}/health`);
    expect(await statusOf(`${url}/v1/pets`)).toBe(200);
  });

  it('admits all requests while the store is unavailable, and counts them as unchecked', async () => {
    const open = await startGateway({ EVENTS_PGDATABASE: 'no_such_database' });
    for (let count = 0; count < 2 * quota; count += 1) expect(await statusOf(`${open}/v1/pets`)).toBe(200);
    const metrics = await (await fetch(`${open}/metrics`)).text();
    expect(metrics).toContain(`rate_limit_decisions_total{outcome="unchecked"} ${2 * quota}`);
  });

  it('does not apply when it is switched off', async () => {
    const off = await startGateway({ PROTECTIONS_OFF: 'rate-limit' });
    for (let count = 0; count < 2 * quota; count += 1) expect(await statusOf(`${off}/v1/pets`)).toBe(200);
  });
});
