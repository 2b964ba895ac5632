import { parseTimestamp } from '@petstore/chassis/time';
import { Ajv, type ErrorObject } from 'ajv';
import type { TSchema } from 'typebox';
import { Format } from 'typebox/format';
import { Check } from 'typebox/value';
import type { FieldPath } from '../field-path.ts';
import type { Finding } from '../manifest-problem.ts';
import { describeViolation, type ViolationWords } from './describe-violation.ts';

export interface SchemaFinding extends Finding {
  /** Whether the value can no longer be read as what its schema says: a wrong type, a missing field. */
  readonly breaksShape: boolean;
  /** The types that a value of a wrong type should have had. */
  readonly wantedTypes: readonly string[];
}

const shapeKeywords = ['type', 'required'];

const isTime = (text: string) => parseTimestamp(text) !== null;
Format.Set('date-time', isTime);

let thorough: Ajv | null = null;

/**
 * Compiling a schema costs more than reading every manifest, and nearly every manifest is sound: only what departs is
 * told why.
 */
function thoroughValidator(): Ajv {
  const code = { optimize: false };
  thorough ??= new Ajv({ strict: false, validateSchema: false, allErrors: true, verbose: true, code });
  thorough.addFormat('date-time', isTime);
  return thorough;
}

/** Turns a JSON pointer into steps; whether a digit is an index or a name shows in the value alone. */
function stepsOf(pointer: string, root: unknown): FieldPath {
  let value: unknown = root;
  return pointer
    .split('/')
    .slice(1)
    .map((token) => {
      const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(name) : name;
      value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
      return step;
    });
}

function pathOf(error: ErrorObject, root: unknown): FieldPath {
  const path = stepsOf(error.instancePath, root);
  const { additionalProperty, missingProperty, propertyName } = error.params;
  const field: unknown = additionalProperty ?? missingProperty ?? propertyName;
  return typeof field === 'string' ? [...path, field] : path;
}

/** Everything in which a value departs from its schema: unknown fields, types, forms, what is missing. */
export function findSchemaViolations(
  schema: TSchema,
  value: unknown,
  words: ViolationWords = {},
): SchemaFinding[] {
  if (Check(schema, value)) return [];
  const validate = thoroughValidator().compile(schema);
  validate(value);
  return (
    (validate.errors ?? [])
      // The rule that a key breaks is reported once more, as the key itself, by `propertyNames`.
      .filter((error) => error.propertyName === undefined)
      .map((error) => ({
        path: pathOf(error, value),
        message: describeViolation(error, words),
        breaksShape: shapeKeywords.includes(error.keyword),
        wantedTypes: error.keyword === 'type' ? [error.params['type']].flat().map(String) : [],
      }))
  );
}
