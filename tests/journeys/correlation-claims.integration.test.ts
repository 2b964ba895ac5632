import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineAnalytics } from '@petstore/analytics/service';
import { type RunningService, startService } from '@petstore/chassis/lifecycle';
import { migrateService } from '@petstore/chassis/migration';
import { createPool, inTransaction, type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { createTestDatabase, createTestEventLog, type TestDatabase } from '@petstore/chassis/testing';
import type { Journey } from '@petstore/contracts/http';
import { defineGateway } from '@petstore/gateway/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** An HTTP server in place of petstore-domain: it accepts every customer and returns an empty cart. */
const peer = createServer((request, response) => {
  const [, what, id = ''] = (request.url ?? '').split('/');
  const roles = [id === 'operator' ? 'operator' : 'customer'];
  const body = what === 'customers' ? { id, name: id, roles } : { customerId: id, items: [] };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

const services: RunningService[] = [];
const databases: TestDatabase[] = [];
let directory: string;
let gateways: readonly [string, string];
let owner: Pool;

const pg = ({ host, port, database, user, password }: TestDatabase['owner'], prefix = '') => ({
  PGHOST: host,
  PGPORT: String(port),
  [`${prefix}PGDATABASE`]: database,
  [`${prefix}PGUSER`]: user,
  [`${prefix}PGPASSWORD`]: password,
});

beforeAll(async () => {
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  const domainUrl = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
  directory = await mkdtemp(join(tmpdir(), 'claims-test-'));
  const keyFile = join(directory, 'tls.key');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const own = await createTestDatabase({ name: 'analytics' });
  const events = await createTestEventLog();
  databases.push(own, events);
  const onError = () => undefined;
  owner = createPool({ connection: events.owner, applicationName: 'test', onError });
  await migrateService({
    name: 'analytics',
    environment: { ...pg(own.owner), SERVICE_ROLE: own.service.user, LOG_LEVEL: 'warn' },
    migrationsDirectory: new URL('../../services/analytics/migrations/', import.meta.url),
    messaging: true,
  });
  const common = { ...pg(events.service, 'EVENTS_'), PORT: '0', LOG_LEVEL: 'silent' };
  const start = async (definition: Parameters<typeof startService>[0]) => {
    const service = await startService({ ...definition, handlesSignals: false });
    services.push(service);
    return service.url;
  };
  const analyticsUrl = await start(defineAnalytics({ ...common, ...pg(own.service) }));
  const gateway = () =>
    start(
      defineGateway({
        ...common,
        PETSTORE_DOMAIN_URL: domainUrl,
        ANALYTICS_URL: analyticsUrl,
        JWT_SIGNING_KEY_FILE: keyFile,
        JWT_ISSUER: 'urn:test',
        JWT_AUDIENCE: 'petstore',
        DEMO_SESSIONS: 'true',
      }),
    );
  gateways = [await gateway(), await gateway()];
});

afterAll(async () => {
  for (const service of services.reverse()) await service.stop();
  await owner.close();
  for (const database of databases) await database.drop();
  await new Promise((resolve) => peer.close(resolve));
  await rm(directory, { recursive: true });
});

interface Call {
  readonly token?: string;
  readonly correlationId?: string;
  readonly replica?: 0 | 1;
  readonly body?: object;
}

async function call(path: string, { token, correlationId, replica = 0, body }: Call = {}) {
  const response = await fetch(`${gateways[replica]}${path}`, {
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(correlationId === undefined ? {} : { 'x-correlation-id': correlationId }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const id = response.headers.get('x-correlation-id') ?? '';
  return { status: response.status, id, body: (await response.json()) as unknown };
}

async function signIn(customerId: string, correlationId?: string): Promise<string> {
  const asked = correlationId === undefined ? {} : { correlationId };
  const { body } = await call('/v1/sessions', { ...asked, body: { customerId } });
  return (body as { token: string }).token;
}

async function journey(correlationId: string, token: string) {
  const { status, body } = await call(`/v1/journeys/${correlationId}`, { token });
  return { status, messages: status === 200 ? (body as Journey).messages.length : 0 };
}

describe('a correlation id', () => {
  it('belongs to the customer who used it first: another customer gets a new one and hides nothing', async () => {
    const [alice, bob] = [await signIn('alice'), await signIn('bob')];
    const correlationId = `visit-${randomUUID()}`;
    expect((await call('/v1/cart', { token: alice, correlationId })).id).toBe(correlationId);
    await expect.poll(() => journey(correlationId, alice)).toMatchObject({ status: 200 });
    for (const replica of [0, 1] as const) {
      const { id, status } = await call('/v1/cart', { token: bob, correlationId, replica });
      expect(status).toBe(200);
      expect(id).not.toBe(correlationId);
      await expect.poll(() => journey(id, bob)).toMatchObject({ status: 200 });
      expect(await journey(id, alice)).toMatchObject({ status: 404 });
    }
    expect(await journey(correlationId, alice)).toEqual({ status: 200, messages: 1 });
    expect(await journey(correlationId, bob)).toMatchObject({ status: 404 });
    expect((await call('/v1/cart', { token: alice, correlationId, replica: 1 })).id).toBe(correlationId);
  });

  it('that the gateway created belongs to the customer of that request', async () => {
    const [alice, bob] = [await signIn('alice'), await signIn('bob')];
    const { id } = await call('/v1/cart', { token: alice });
    expect((await call('/v1/cart', { token: bob, correlationId: id })).id).not.toBe(id);
    await expect.poll(() => journey(id, alice)).toMatchObject({ status: 200 });
    expect((await call('/v1/cart', { token: bob, correlationId: id, replica: 1 })).id).not.toBe(id);
    expect((await call('/v1/cart', { token: alice, correlationId: id, replica: 1 })).id).toBe(id);
    expect(await journey(id, bob)).toMatchObject({ status: 404 });
  });

  it('is not claimed by unauthenticated requests or by operators, who hide nothing either', async () => {
    const correlationId = `visit-${randomUUID()}`;
    const operator = await signIn('operator', correlationId);
    await signIn('bob', correlationId);
    expect((await call('/v1/pets', { correlationId })).id).toBe(correlationId);
    expect((await call('/v1/cart', { token: operator, correlationId })).id).toBe(correlationId);
    await expect.poll(() => journey(correlationId, operator)).toMatchObject({ messages: 4 });
    const alice = await signIn('alice', correlationId);
    expect((await call('/v1/cart', { token: alice, correlationId })).id).toBe(correlationId);
    expect((await call('/v1/cart', { token: operator, correlationId })).id).toBe(correlationId);
    await signIn('bob', correlationId);
    await expect.poll(() => journey(correlationId, alice)).toEqual({ status: 200, messages: 8 });
    expect(await journey(correlationId, operator)).toMatchObject({ status: 200 });
    expect(await journey(correlationId, await signIn('bob'))).toMatchObject({ status: 404 });
  });

  it('goes to one of two customers who use it at the same time on different replicas', async () => {
    const tokens = [await signIn('alice'), await signIn('bob')];
    for (let round = 0; round < 10; round += 1) {
      const correlationId = `race-${randomUUID()}`;
      const used = await Promise.all(
        tokens.map((token, place) =>
          call('/v1/cart', { token, correlationId, replica: place === 0 ? 0 : 1 }),
        ),
      );
      expect(used.filter(({ id }) => id === correlationId)).toHaveLength(1);
    }
  });

  it('is kept although the store of claims answers late', async () => {
    const alice = await signIn('alice');
    const correlationId = `visit-${randomUUID()}`;
    let used: ReturnType<typeof call> | undefined;
    await inTransaction(owner, async (transaction) => {
      await transaction.query(unnamedStatement('lock table correlation_claims in access exclusive mode'));
      used = call('/v1/cart', { token: alice, correlationId });
      await transaction.query(unnamedStatement('select pg_sleep(0.7)'));
    });
    expect((await used)?.id).toBe(correlationId);
  });

  it('is claimed in the earlier demo as well', async () => {
    const [alice, bob] = [await signIn('alice'), await signIn('bob')];
    const correlationId = `earlier-${randomUUID()}`;
    const path = `/petstore-domain/health?correlation_id=${correlationId}`;
    expect((await call(path, { token: alice })).id).toBe(correlationId);
    expect((await call(path, { token: bob })).id).not.toBe(correlationId);
    expect((await call(path)).id).toBe(correlationId);
  });

  it('is replaced for a customer while its owner cannot be determined', async () => {
    const alice = await signIn('alice');
    const [known, unknown] = [`visit-${randomUUID()}`, `visit-${randomUUID()}`];
    await call('/v1/cart', { token: alice, correlationId: known });
    await owner.query(unnamedStatement('alter table correlation_claims rename to away'));
    try {
      expect((await call('/v1/cart', { token: alice, correlationId: known })).id).toBe(known);
      const replaced = await call('/v1/cart', { token: alice, correlationId: unknown });
      expect([replaced.status, replaced.id === unknown]).toEqual([200, false]);
      expect((await call('/v1/pets', { correlationId: unknown })).id).toBe(unknown);
    } finally {
      await owner.query(unnamedStatement('alter table away rename to correlation_claims'));
    }
    const again = () => call('/v1/cart', { token: alice, correlationId: unknown });
    await expect.poll(async () => (await again()).id).toBe(unknown);
  });
});
