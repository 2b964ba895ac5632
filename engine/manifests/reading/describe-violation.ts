import type { ErrorObject } from 'ajv';
import { suggestName } from '../suggest-name.ts';

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function nameOfValue(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' && !Number.isInteger(value)) return 'a fraction';
  return typeof value === 'boolean' ? 'true or false' : (typeNames[typeof value] ?? typeof value);
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Only what would be of the right type without them was put in quotes by mistake. */
function adviceForText(text: string, types: readonly string[]): string {
  if (types.includes('array')) return ': write it as an entry of a list';
  const isNumber = text.trim() !== '' && Number.isFinite(Number(text));
  const isMeant = types.includes('boolean') ? ['true', 'false'].includes(text) : isNumber;
  return isMeant ? ': write it without quotes' : '';
}

function describeType(error: ErrorObject): string {
  const wanted: unknown = error.params['type'];
  const types = (Array.isArray(wanted) ? wanted : [wanted]).map(String);
  const isPlain = ['number', 'boolean'].includes(typeof error.data);
  const advice = (() => {
    if (error.data === null) return ': give it a value or remove it';
    if (types.includes('string') && isPlain) return ': put it in quotes';
    if (typeof error.data === 'string' && !types.includes('string') && !types.includes('object')) {
      return adviceForText(error.data, types);
    }
    return '';
  })();
  return `must be ${alternatives(types.map((type) => typeNames[type] ?? type))}, but is ${nameOfValue(error.data)}${advice}`;
}

export interface ViolationWords {
  /** Who knows the fields: whose schema it is. */
  readonly knownBy?: string;
}

function describeUnknownField(error: ErrorObject, knownBy: string): string {
  const field = String(error.params['additionalProperty']);
  const known = Object.keys(error.parentSchema?.['properties'] ?? {});
  const suggestion = suggestName(field, known);
  return suggestion === null
    ? `is no field that ${knownBy} knows here: remove it`
    : `is no field that ${knownBy} knows here: did you mean ${suggestion}?`;
}

const limits: Readonly<Record<string, (limit: number) => string>> = {
  minimum: (limit) => `must be at least ${limit}`,
  maximum: (limit) => `must be at most ${limit}`,
  minLength: () => 'must not be empty',
  maxLength: (limit) => `must be at most ${limit} characters long`,
  minItems: (limit) => `must have at least ${limit} ${limit === 1 ? 'entry' : 'entries'}`,
};

/** Says what is wrong with a value and what to write instead, without repeating the value: it may be secret. */
export function describeViolation(
  error: ErrorObject,
  { knownBy = 'Kubernetes' }: ViolationWords = {},
): string {
  if (error.keyword === 'type') return describeType(error);
  if (error.keyword === 'required') return 'is missing: add it';
  if (error.keyword === 'additionalProperties') return describeUnknownField(error, knownBy);
  const sentence: unknown =
    error.keyword === 'propertyNames'
      ? error.parentSchema?.['propertyNames']?.['x-must-be']
      : error.parentSchema?.['x-must-be'];
  if (typeof sentence === 'string') return sentence;
  const limit = limits[error.keyword];
  if (limit !== undefined) return limit(Number(error.params['limit']));
  if (error.keyword === 'enum') return `must be ${alternatives(error.params['allowedValues'].map(String))}`;
  if (error.keyword === 'const') return `must be ${String(error.params['allowedValue'])}`;
  return error.message ?? `breaks the rule ${error.keyword}`;
}
