import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

/** JSON can write numbers that overflow to infinity (`1e400`): those are no numbers of ours. */
const numbers = { strictNumbers: true } as const;
const common = {
  useDefaults: true,
  removeAdditional: false,
  allErrors: true,
  strict: false,
  ...numbers,
} as const;

/** Bodies are taken as they are written; text of paths and queries becomes numbers and booleans where the schema says so. */
export function createValidatorCompiler(): FastifySchemaCompiler<TSchema> {
  const strict = new Ajv({ ...common, coerceTypes: false });
  const coercing = new Ajv({ ...common, coerceTypes: true });
  addFormats.default(strict);
  addFormats.default(coercing);
  return ({ schema, httpPart }) => (httpPart === 'body' ? strict : coercing).compile(schema);
}
