import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineAnalytics } from '@petstore/analytics/service';
import { type ServiceDefinition, startService } from '@petstore/chassis/lifecycle';
import { defineGateway } from '@petstore/gateway/service';
import { defineAdvisor } from '@petstore/ml-pet-advisor/service';
import { definePaymentProvider } from '@petstore/payment-provider/service';
import { definePaymentService } from '@petstore/payment-service/service';
import { definePetstoreDomain } from '@petstore/petstore-domain/service';

export type Json = Record<string, unknown>;

/** An address without a server; the OpenAPI description needs no peers. */
const nowhere = 'http://127.0.0.1:1';
const shared = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'silent',
  PGHOST: '127.0.0.1',
  PGPORT: '1',
  PGDATABASE: 'none',
  PGUSER: 'none',
  PGPASSWORD: 'none',
  EVENTS_PGDATABASE: 'none',
  EVENTS_PGUSER: 'none',
  EVENTS_PGPASSWORD: 'none',
  JWKS_URL: nowhere,
  JWT_ISSUER: 'urn:test',
  JWT_AUDIENCE: 'petstore',
};

async function describe(definition: ServiceDefinition): Promise<Json> {
  const service = await startService({ ...definition, handlesSignals: false });
  try {
    const response = await fetch(`${service.url}/openapi.json`);
    return (await response.json()) as Json;
  } finally {
    await service.stop();
  }
}

/** `/openapi.json` of each service, requested over a real port. */
export async function describeServices(): Promise<Readonly<Record<string, Json>>> {
  const folder = await mkdtemp(join(tmpdir(), 'openapi-test-'));
  const keyFile = join(folder, 'tls.key');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const definitions = [
    defineGateway({
      ...shared,
      PETSTORE_DOMAIN_URL: nowhere,
      ANALYTICS_URL: nowhere,
      JWT_SIGNING_KEY_FILE: keyFile,
      DEMO_SESSIONS: 'true',
    }),
    definePetstoreDomain(shared),
    definePaymentService({ ...shared, PROVIDER_API_KEY: 'key', PROVIDER_WEBHOOK_SECRET: 'secret' }),
    definePaymentProvider({ ...shared, API_KEY: 'key', WEBHOOK_SECRET: 'secret' }),
    defineAdvisor(shared),
    defineAnalytics(shared),
  ];
  try {
    const described = await Promise.all(
      definitions.map(async (definition) => [definition.name, await describe(definition)] as const),
    );
    return Object.fromEntries(described);
  } finally {
    await rm(folder, { recursive: true });
  }
}
