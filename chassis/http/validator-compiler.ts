import { visibleText } from '@petstore/contracts/http';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { holdsCardNumber } from '../card-numbers/index.ts';
import { isCalendarDate, parseTimestamp } from '../time/index.ts';

const unreadable = 'must not hold the character U+0000, or half a surrogate pair';
const cardNumber = 'must not hold a card number; pay with a token of the payment provider';

/** Matches a surrogate only where it stands alone: with `u` a pair is one character. */
const unreadableText = /\0|\p{Surrogate}/u;

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

interface UnkeptText {
  /** JSON pointer to the text, or to the object of which it is a key. */
  readonly instancePath: string;
  readonly message: string;
}

/**
 * Texts anywhere in a value that JSON can write and no database of ours can or may keep: PostgreSQL's text has no U+0000, half a surrogate
 * pair is no character of UTF-8 (I-JSON, RFC 7493 section 2.1, forbids it), and card numbers are the payment provider's alone (PCI DSS 3.5).
 * It looks level by level, so that depth costs no stack.
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
