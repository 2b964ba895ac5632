import * as contracts from '@petstore/contracts/http';
import { describeOperation, pathTemplateOf } from './describe-operation.ts';
import { createSchemaReferences, type SchemaReferences } from './refer-to-schemas.ts';
import type { DescribedRoute, SecurityScheme } from './route-description.ts';

export interface OpenApiInfo {
  readonly service: string;
  readonly version: string;
}

export type OpenApiDocument = Readonly<Record<string, unknown>>;

const securitySchemes: Readonly<Record<Exclude<SecurityScheme, 'none'>, object>> = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token of the gateway.',
  },
  mesh: {
    type: 'mutualTLS',
    description: 'The identity of another service, for which the mesh vouches in `x-forwarded-client-cert`.',
  },
  apiKey: { type: 'http', scheme: 'bearer', description: "The merchant's API key." },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description: 'Standard Webhooks: over `webhook-id`, `webhook-timestamp` and the raw body.',
  },
};

const correlationSchema = { type: 'string', pattern: '^[\\w.-]{1,128}$' };
const correlationWords = 'Names one customer interaction, in every message, log line, event and error of it.';

/** Contract schemas, listed by name in `components`. */
const named = Object.fromEntries(
  Object.entries(contracts).filter(
    ([name, value]) =>
      /^[A-Z]/.test(name) && typeof value === 'object' && ('enum' in value || 'properties' in value),
  ),
);

/**
 * Builds the OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1) of a service's routes. TypeBox schemas are
 * JSON Schema, so they are used unchanged.
 */
export function buildOpenApiDocument(
  { service, version }: OpenApiInfo,
  routes: readonly DescribedRoute[],
): OpenApiDocument {
  const references = createSchemaReferences(named);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = pathTemplateOf(route.url);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeOperation(route, references) };
  }
  return {
    openapi: '3.1.1',
    info: { title: service, version },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(Object.entries(paths).sort(([left], [right]) => (left < right ? -1 : 1))),
    components: componentsOf(routes, references),
  };
}

function componentsOf(routes: readonly DescribedRoute[], references: SchemaReferences): object {
  const problem = {
    description: 'The request is refused: `code` is stable and listed in docs/reference/errors.md.',
    headers: { 'x-correlation-id': { $ref: '#/components/headers/CorrelationId' } },
    content: { 'application/problem+json': { schema: references.refer(contracts.Problem) } },
  };
  const schemes = new Set(routes.flatMap(({ security }) => security?.anyOf ?? []));
  return {
    schemas: references.used(),
    responses: { Problem: problem },
    headers: { CorrelationId: { description: correlationWords, schema: correlationSchema } },
    parameters: {
      CorrelationId: {
        name: 'x-correlation-id',
        in: 'header',
        required: false,
        description: `${correlationWords} A fresh one is made for a request without it.`,
        schema: correlationSchema,
      },
    },
    securitySchemes: Object.fromEntries(
      Object.entries(securitySchemes).filter(([name]) => schemes.has(name as SecurityScheme)),
    ),
  };
}
