import { visibleText } from '@petstore/contracts/http';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { holdsCardNumber } from '../card-numbers/index.ts';
import { isCalendarDate, parseTimestamp } from '../time/index.ts';

const unreadable = 'must not hold the character U+0000, or half a surrogate pair';
const cardNumber = 'must not hold a card number; pay with a token of the payment provider';

/** Matches only unpaired surrogates: with the `u` flag a pair is one character. */
const unreadableText = /\0|\p{Surrogate}/u;

/** Refuses JSON numbers that overflow to infinity (`1e400`). */
const numbers = { strictNumbers: true } as const;
const common = {
  useDefaults: true,
  removeAdditional: false,
  allErrors: true,
  strict: false,
  // Our schemas are typed; checking each against the meta-schema would add 60 ms to every start.
  meta: false,
  validateSchema: false,
  ...numbers,
} as const;

/**
 * Bodies are validated without coercion; text of paths and queries is coerced to numbers and booleans where the schema
 * asks for it. Each schema is compiled on first use, so that a process starts sooner.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<TSchema> {
  const strict = new Ajv({ ...common, coerceTypes: false });
  const coercing = new Ajv({ ...common, coerceTypes: true });
  for (const validator of [strict, coercing]) {
    addFormats.default(validator);
    // ajv's own format accepts a space instead of T, leap seconds, and the year 0, which PostgreSQL does not have.
    validator.addFormat('date-time', (text) => parseTimestamp(text) !== null);
    validator.addFormat('date', isCalendarDate);
  }
  return ({ schema, httpPart }) => {
    const compile = () => (httpPart === 'body' ? strict : coercing).compile(schema);
    return validateWith(compile);
  };
}

/** Says `must not be blank` instead of quoting the pattern of visible text. */
function withPlainWords(error: ErrorObject): ErrorObject {
  return error.params['pattern'] === visibleText ? { ...error, message: 'must not be blank' } : error;
}

const refusal = { keyword: 'text', schemaPath: '', params: {} } as const;

/**
 * Fastify reads the errors from the validating function. A value of the right shape must also contain only text that
 * can be stored.
 */
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

interface UnkeptText {
  /** JSON pointer to the text, or to the object that has it as a key. */
  readonly instancePath: string;
  readonly message: string;
}

/**
 * Finds texts in a value that JSON can express but our databases cannot or must not store: PostgreSQL's text has no
 * U+0000, an unpaired surrogate is not valid UTF-8 (forbidden by I-JSON, RFC 7493 section 2.1), and card numbers belong
 * only to the payment provider (PCI DSS 3.5). Iterates level by level, so that depth needs no stack.
 */
export function findUnkeptText(value: unknown): readonly UnkeptText[] {
  const found: UnkeptText[] = [];
  let level: readonly (readonly [string, unknown])[] = [['', value]];
  while (level.length > 0) {
    const inner: (readonly [string, unknown])[] = [];
    for (const [instancePath, each] of level) {
      const refusal = typeof each === 'string' ? refusalOf(each) : null;
      if (refusal !== null) found.push({ instancePath, message: refusal });
      if (typeof each !== 'object' || each === null) continue;
      const entries = Object.entries(each);
      const refusalOfKey = entries.map(([key]) => refusalOf(key)).find((each) => each !== null);
      if (refusalOfKey !== undefined) found.push({ instancePath, message: `${refusalOfKey} (in a key)` });
      for (const [key, child] of entries) inner.push([`${instancePath}/${key}`, child]);
    }
    level = inner;
  }
  return found;
}

function refusalOf(text: string): string | null {
  if (unreadableText.test(text)) return unreadable;
  return holdsCardNumber(text) ? cardNumber : null;
}
