import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningService, startService } from '@petstore/chassis/lifecycle';
import { createTestEventLog, createTestIssuer, type TestIssuer } from '@petstore/chassis/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineGateway } from '../service.ts';

let gateway: RunningService;
let provider: TestIssuer;
let directory: string;
let dropDatabase: () => Promise<void>;
const peer = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json').end('{"customerId":"customer-001","items":[]}');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  const peerUrl = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
  provider = await createTestIssuer();
  directory = await mkdtemp(join(tmpdir(), 'identity-provider-'));
  const keyFile = join(directory, 'tls.key');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const events = await createTestEventLog();
  dropDatabase = () => events.drop();
  const { host, port, database, user, password } = events.service;
  const environment = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    PETSTORE_DOMAIN_URL: peerUrl,
    ANALYTICS_URL: peerUrl,
    JWT_SIGNING_KEY_FILE: keyFile,
    JWKS_URL: provider.url,
    JWT_ISSUER: provider.issuer,
    JWT_AUDIENCE: provider.audience,
    PGHOST: host,
    PGPORT: String(port),
    EVENTS_PGDATABASE: database,
    EVENTS_PGUSER: user,
    EVENTS_PGPASSWORD: password,
  };
  gateway = await startService({ ...defineGateway(environment), handlesSignals: false });
});

afterAll(async () => {
  await gateway.stop();
  await provider.stop();
  await new Promise((resolve) => peer.close(resolve));
  await dropDatabase();
  await rm(directory, { recursive: true });
});

describe('with an identity provider, the gateway', () => {
  it('accepts only tokens of the provider', async () => {
    const cart = (authorization: string) => fetch(`${gateway.url}/v1/cart`, { headers: { authorization } });
    expect((await cart(provider.authorization('customer-001'))).status).toBe(200);
    const stranger = await createTestIssuer();
    expect((await cart(stranger.authorization('customer-001'))).status).toBe(401);
    await stranger.stop();
  });

  it("serves the provider's keys to the services behind it", async () => {
    const served = await (await fetch(`${gateway.url}/.well-known/jwks.json`)).json();
    const own = await (await fetch(`${provider.url}/.well-known/jwks.json`)).json();
    expect(served).toEqual(own);
  });

  it('does not sign customers in itself', async () => {
    const answer = await fetch(`${gateway.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"customerId":"customer-001"}',
    });
    expect(answer.status).toBe(404);
  });
});
