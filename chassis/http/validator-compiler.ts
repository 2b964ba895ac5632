import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

const common = { useDefaults: true, removeAdditional: false, allErrors: true, strict: false } as const;

/** Bodies are taken as they are written; text of paths and queries becomes numbers and booleans where the schema says so. */
export function createValidatorCompiler(): FastifySchemaCompiler<TSchema> {
  const strict = new Ajv({ ...common, coerceTypes: false });
  const coercing = new Ajv({ ...common, coerceTypes: true });
  addFormats.default(strict);
  addFormats.default(coercing);
  return ({ schema, httpPart }) => (httpPart === 'body' ? strict : coercing).compile(schema);
}
