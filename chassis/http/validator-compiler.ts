import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';

/** JSON can write numbers that overflow to infinity (`1e400`): those are no numbers of ours. */
const numbers = { strictNumbers: true } as const;
const common = {
  useDefaults: true,
  removeAdditional: false,
  allErrors: true,
  strict: false,
  // The schemas are ours, and typed: checking each against the meta-schema cost every start 60 ms.
  meta: false,
  validateSchema: false,
  ...numbers,
} as const;

/**
 * Bodies are taken as they are written; text of paths and queries becomes numbers and booleans where the schema says so. A schema is compiled
 * when it is needed first: a process starts sooner, and most routes of most processes are never asked for.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<TSchema> {
  const strict = new Ajv({ ...common, coerceTypes: false });
  const coercing = new Ajv({ ...common, coerceTypes: true });
  addFormats.default(strict);
  addFormats.default(coercing);
  return ({ schema, httpPart }) => {
    const compile = () => (httpPart === 'body' ? strict : coercing).compile(schema);
    return validateWith(compile);
  };
}

/** Fastify reads the errors from the function that found them. */
function validateWith(compile: () => ValidateFunction) {
  let compiled: ValidateFunction | undefined;
  const validate = (value: unknown) => {
    compiled ??= compile();
    const isValid = compiled(value);
    validate.errors = compiled.errors ?? null;
    return isValid;
  };
  validate.errors = null as FastifySchemaValidationError[] | null;
  return validate;
}
