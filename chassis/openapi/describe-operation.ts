import { STATUS_CODES } from 'node:http';
import { headers } from '@petstore/contracts/http';
import type { SchemaReferences } from './refer-to-schemas.ts';
import type { DescribedRoute, SecurityScheme } from './route-description.ts';

type Json = Readonly<Record<string, unknown>>;

const problem = { $ref: '#/components/responses/Problem' };
const correlationId = { $ref: '#/components/parameters/CorrelationId' };
const correlationHeader = {
  [headers.correlationId]: { $ref: '#/components/headers/CorrelationId' },
};

/** OpenAPI path of a Fastify path: `/pets/:id` becomes `/pets/{id}`. */
export function pathTemplateOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, '{$1}');
}

/** The operation object (OpenAPI 3.1, section 4.8.10) of a route, from its registration alone. */
export function describeOperation(route: DescribedRoute, references: SchemaReferences): Json {
  const { config, schema, security } = route;
  const path = pathTemplateOf(route.url);
  const body = bodyOf(schema.body, references);
  return {
    operationId: operationIdOf(route.method, path),
    tags: [tagOf(path)],
    ...(config.summary === undefined ? {} : { summary: config.summary }),
    ...(config.isDeprecated === true ? { deprecated: true } : {}),
    parameters: parametersOf(route, path, references),
    ...(body === null ? {} : { requestBody: body }),
    responses: responsesOf(route, references),
    ...(security === null ? {} : { security: security.anyOf.map(requirementOf) }),
  };
}

function operationIdOf(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join(
    '',
  );
}

function tagOf(path: string): string {
  const [first = 'root', second] = path.split('/').filter((segment) => segment !== '');
  return /^v\d+$/.test(first) ? (second ?? first) : first;
}

function requirementOf(scheme: SecurityScheme): Json {
  return scheme === 'none' ? {} : { [scheme]: [] };
}

function parametersOf(
  { schema, config }: DescribedRoute,
  path: string,
  references: SchemaReferences,
): Json[] {
  const inPath = propertiesOf(schema.params);
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const query = propertiesOf(schema.querystring);
  const required = requiredOf(schema.querystring);
  return [
    ...names.map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: references.refer(inPath[name] ?? { type: 'string' }),
    })),
    ...Object.entries(query).map(([name, value]) => ({
      name,
      in: 'query',
      required: required.includes(name),
      schema: references.refer(value),
    })),
    ...(config.idempotencyKey === undefined
      ? []
      : [
          {
            name: headers.idempotencyKey,
            in: 'header',
            required: config.idempotencyKey === 'required',
            description:
              'The same on every retry of one request; the first answer is given again for 24 hours.',
            schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
          },
        ]),
    correlationId,
  ];
}

/** In our schemas an optional body is a union with null; here it is a body that is not required. */
function bodyOf(schema: unknown, references: SchemaReferences): Json | null {
  if (!isObject(schema)) return null;
  const { anyOf } = schema;
  const isOptional = Array.isArray(anyOf) && anyOf.length === 2 && isNullSchema(anyOf[1]);
  const given = isOptional ? anyOf[0] : schema;
  return {
    required: !isOptional,
    content: { 'application/json': { schema: references.refer(given) } },
  };
}

function responsesOf(route: DescribedRoute, references: SchemaReferences): Json {
  const { schema, config, security } = route;
  const { mediaType = 'application/json', failure } = config;
  const bodies = config.answers ?? (isObject(schema.response) ? schema.response : {});
  const answers = Object.entries(bodies).map(([status, body]) => [
    status,
    answerOf(status, isObject(body) ? { [mediaType]: { schema: references.refer(body) } } : null),
  ]);
  const refused =
    failure === undefined
      ? problem
      : answerOf('default', { 'application/json': { schema: references.refer(failure) } });
  const takesInput = [schema.params, schema.querystring, schema.body].some(isObject);
  return {
    ...(answers.length === 0 ? { 200: answerOf('200', null) } : Object.fromEntries(answers)),
    ...(takesInput ? { 400: refused } : {}),
    ...(security === null || security.anyOf.includes('none') ? {} : { 401: refused }),
    ...(security?.isForOperators === true || security?.anyOf.includes('mesh') ? { 403: refused } : {}),
    ...(isObject(schema.params) ? { 404: refused } : {}),
    default: refused,
  };
}

function answerOf(status: string, content: Json | null): Json {
  const description = STATUS_CODES[status] ?? 'The request is refused.';
  return { description, headers: correlationHeader, ...(content === null ? {} : { content }) };
}

function propertiesOf(schema: unknown): Json {
  return isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {};
}

function requiredOf(schema: unknown): readonly unknown[] {
  return isObject(schema) && Array.isArray(schema['required']) ? schema['required'] : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function isNullSchema(value: unknown): boolean {
  return isObject(value) && value['type'] === 'null';
}
