import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeServices, type Json } from './describe-services.ts';

let documents: Readonly<Record<string, Json>>;
beforeAll(async () => {
  documents = await describeServices();
});

const services = [
  'gateway',
  'petstore-domain',
  'payment-service',
  'payment-provider',
  'ml-pet-advisor',
  'analytics',
];

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name?: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly required: boolean };
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security?: readonly object[];
  readonly deprecated?: boolean;
}

function operationsOf(document: Json): Map<string, Operation> {
  const paths = document['paths'] as Record<string, Record<string, Operation>>;
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
      ),
    ),
  );
}

/** Every `$ref` in a document. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

function resolve(document: Json, reference: string): unknown {
  return reference
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((value, key) => (value as Json | undefined)?.[key], document);
}

describe.each(services)('the OpenAPI document of %s', (service) => {
  const document = () => documents[service] ?? {};

  it('is valid OpenAPI 3.1', async () => {
    expect(document()).toMatchObject({ openapi: '3.1.1', info: { title: service } });
    const { valid, errors } = await new Validator().validate(structuredClone(document()));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('has no dangling references', () => {
    const broken = referencesIn(document()).filter((each) => resolve(document(), each) === undefined);
    expect(broken).toEqual([]);
  });

  it('lists each operation once, with its error responses, and the probes', () => {
    const operations = operationsOf(document());
    const names = [...operations.values()].map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const operation of operations.values()) expect(operation.responses).toHaveProperty('default');
    expect([...operations.keys()]).toEqual(
      expect.arrayContaining(['GET /health', 'GET /ready', 'GET /metrics', 'GET /openapi.json']),
    );
  });
});

/** Public operations as in the API reference, and who may call them. */
const publicFace: Readonly<Record<string, 'anybody' | 'anonymous too' | 'signed in'>> = {
  'GET /v1/pets': 'anonymous too',
  'GET /v1/pets/{id}': 'anonymous too',
  'GET /v1/products': 'anonymous too',
  'GET /v1/products/{id}': 'anonymous too',
  'PUT /v1/cart/items/{sku}': 'signed in',
  'GET /v1/cart': 'signed in',
  'DELETE /v1/cart': 'signed in',
  'POST /v1/orders': 'signed in',
  'GET /v1/orders': 'signed in',
  'GET /v1/orders/{id}': 'signed in',
  'POST /v1/orders/{id}/cancel': 'signed in',
  'POST /v1/orders/{id}/refund': 'signed in',
  'GET /v1/orders/{id}/events': 'signed in',
  'GET /v1/recommendations': 'signed in',
  'POST /v1/pets': 'signed in',
  'POST /v1/products/{sku}/stock': 'signed in',
  'POST /v1/interactions': 'signed in',
  'GET /v1/journeys/{correlationId}': 'signed in',
  'POST /v1/sessions': 'anybody',
  'GET /.well-known/jwks.json': 'anybody',
};
const securityOf = {
  anybody: undefined,
  'anonymous too': [{}, { bearer: [] }],
  'signed in': [{ bearer: [] }],
};

describe('the gateway', () => {
  it.each(Object.entries(publicFace))('describes %s, for %s', (name, access) => {
    const operation = operationsOf(documents['gateway'] ?? {}).get(name);
    expect(operation?.security).toEqual(securityOf[access]);
    const succeeds = Object.entries(operation?.responses ?? {}).filter(([status]) => status.startsWith('2'));
    expect(succeeds).not.toEqual([]);
  });

  it('requires an idempotency key for orders and refunds, and accepts one for other changes of stock and orders', () => {
    const operations = operationsOf(documents['gateway'] ?? {});
    const keyOf = (name: string) =>
      operations.get(name)?.parameters.find((parameter) => parameter.name === 'idempotency-key')?.required;
    expect(
      ['POST /v1/orders', 'POST /v1/orders/{id}/refund', 'POST /v1/orders/{id}/cancel', 'POST /v1/pets'].map(
        keyOf,
      ),
    ).toEqual([true, true, false, false]);
    expect(keyOf('POST /v1/interactions')).toBeUndefined();
  });

  it('makes the body optional for cancellations and refunds only', () => {
    const optional = [...operationsOf(documents['gateway'] ?? {})]
      .filter(([, { requestBody }]) => requestBody?.required === false)
      .map(([name]) => name);
    expect(optional).toEqual(['POST /v1/orders/{id}/cancel', 'POST /v1/orders/{id}/refund']);
  });
});
