import { visibleText } from '@petstore/contracts/http';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { isCalendarDate, parseTimestamp } from '../time/index.ts';
import { findUnkeptText } from './find-unkept-text.ts';

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
  for (const validator of [strict, coercing]) {
    addFormats.default(validator);
    // Its own take a blank for the T, leap seconds, and the year 0, which PostgreSQL does not have.
    validator.addFormat('date-time', (text) => parseTimestamp(text) !== null);
    validator.addFormat('date', isCalendarDate);
  }
  return ({ schema, httpPart }) => {
    const compile = () => (httpPart === 'body' ? strict : coercing).compile(schema);
    return validateWith(compile);
  };
}

/** A pattern says to a person what it is for. */
function withPlainWords(error: ErrorObject): ErrorObject {
  return error.params['pattern'] === visibleText ? { ...error, message: 'must not be blank' } : error;
}

const refusal = { keyword: 'text', schemaPath: '', params: {} } as const;

/** Fastify reads the errors from the function that found them. What has its shape must also be text that can be kept. */
function validateWith(compile: () => ValidateFunction) {
  let compiled: ValidateFunction | undefined;
  const validate = (value: unknown) => {
    compiled ??= compile();
    if (!compiled(value)) {
      validate.errors = (compiled.errors ?? []).map(withPlainWords);
      return false;
    }
    const unkept = findUnkeptText(value);
    validate.errors = unkept.length > 0 ? unkept.map((found) => ({ ...refusal, ...found })) : null;
    return unkept.length === 0;
  };
  validate.errors = null as FastifySchemaValidationError[] | null;
  return validate;
}
