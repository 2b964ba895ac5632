import { Order, optionalBody, PlaceOrder, Slug } from '@petstore/contracts/http';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { buildOpenApiDocument } from './build-openapi-document.ts';
import type { DescribedRoute } from './route-description.ts';

const info = { service: 'petstore-domain', version: 'v1' };
const route = (more: Partial<DescribedRoute>): DescribedRoute => ({
  method: 'GET',
  url: '/orders/:id',
  schema: {},
  config: {},
  security: null,
  ...more,
});

function describeOne(more: Partial<DescribedRoute>) {
  const described = route(more);
  const document = JSON.parse(JSON.stringify(buildOpenApiDocument(info, [described])));
  const path = described.url.replace(/:(\w+)/, '{$1}');
  return { document, operation: document.paths[path][described.method.toLowerCase()] };
}

const refused = { $ref: '#/components/responses/Problem' };

describe('buildOpenApiDocument', () => {
  it('builds a valid document of no routes and of many', async () => {
    const many = [
      route({ schema: { params: Type.Object({ id: Slug }), response: { 200: Order } } }),
      route({
        method: 'POST',
        url: '/orders',
        schema: { body: PlaceOrder, response: { 202: Order } },
        config: { idempotencyKey: 'required' },
        security: { anyOf: ['bearer', 'mesh', 'apiKey', 'signature', 'none'] },
      }),
      route({ method: 'DELETE', config: { answers: { 204: null } } }),
    ];
    for (const routes of [[], many]) {
      const document = JSON.parse(JSON.stringify(buildOpenApiDocument(info, routes)));
      expect(await new Validator().validate(document)).toMatchObject({ valid: true });
    }
  });

  it('fails on a document that is not valid (check of the test itself)', async () => {
    const { document } = describeOne({});
    document.paths['/orders/{id}'].get.parameters[0].in = 'thin air';
    expect(await new Validator().validate(document)).toMatchObject({ valid: false });
  });

  it('names the parameters of the path, also without a schema, and of the query', () => {
    const { operation } = describeOne({
      schema: { querystring: Type.Object({ limit: Type.Optional(Type.Integer()), by: Type.String() }) },
    });
    expect(operation.parameters).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } },
      { name: 'by', in: 'query', required: true, schema: { type: 'string' } },
      { $ref: '#/components/parameters/CorrelationId' },
    ]);
  });

  it('refers to contract schemas, wherever they are nested', () => {
    const { document, operation } = describeOne({ schema: { response: { 200: Type.Array(Order) } } });
    expect(operation.responses['200'].content['application/json'].schema).toEqual({
      type: 'array',
      items: { $ref: '#/components/schemas/Order' },
    });
    expect(document.components.schemas.Order.properties.total).toEqual({
      $ref: '#/components/schemas/Money',
    });
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Money', 'Order', 'OrderItem', 'OrderRefund', 'OrderStatus', 'Problem']),
    );
    expect(document.components.schemas).not.toHaveProperty('Pet');
  });

  it('requires a body unless it is optional', () => {
    const reason = Type.Object({ reason: Type.String() });
    const required = describeOne({ method: 'POST', schema: { body: reason } }).operation.requestBody;
    const optional = describeOne({ method: 'POST', schema: { body: optionalBody(reason) } });
    expect([required.required, optional.operation.requestBody.required]).toEqual([true, false]);
    expect(optional.operation.requestBody.content).toEqual(required.content);
  });

  it('lists the refusals of a request, from what the route checks', () => {
    const statuses = (more: Partial<DescribedRoute>) => Object.keys(describeOne(more).operation.responses);
    const params = Type.Object({ id: Slug });
    expect(statuses({})).toEqual(['200', 'default']);
    expect(statuses({ schema: { params } })).toEqual(['200', '400', '404', 'default']);
    expect(statuses({ security: { anyOf: ['bearer'] } })).toEqual(['200', '401', 'default']);
    expect(statuses({ security: { anyOf: ['none', 'bearer'] } })).toEqual(['200', 'default']);
    expect(statuses({ security: { anyOf: ['bearer'], isForOperators: true } })).toEqual([
      '200',
      '401',
      '403',
      'default',
    ]);
    expect(describeOne({}).operation.responses.default).toEqual(refused);
  });

  it('lists the security schemes that routes use, and no others', () => {
    const { document, operation } = describeOne({ security: { anyOf: ['none', 'bearer'] } });
    expect(operation.security).toEqual([{}, { bearer: [] }]);
    expect(Object.keys(document.components.securitySchemes)).toEqual(['bearer']);
  });

  it('describes a route that forwards answers, and an old one with errors of its own', () => {
    const failure = Type.Object({ status: Type.Literal('error') });
    const { operation } = describeOne({
      config: { answers: { 200: Order, 204: null }, failure, isDeprecated: true, summary: 'Old' },
    });
    expect(operation).toMatchObject({ deprecated: true, summary: 'Old', tags: ['orders'] });
    expect(operation.responses['204']).not.toHaveProperty('content');
    expect(operation.responses.default.content['application/json'].schema).toMatchObject({
      properties: { status: { const: 'error' } },
    });
  });

  it('describes the idempotency key of a route that accepts one', () => {
    const { operation } = describeOne({ method: 'POST', config: { idempotencyKey: 'required' } });
    expect(operation.parameters).toContainEqual(
      expect.objectContaining({ name: 'idempotency-key', in: 'header', required: true }),
    );
  });
});
