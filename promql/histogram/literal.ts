import { customBucketsSchema } from './bucket-layout.ts';
import { compact } from './compact.ts';
import type { CounterResetHint, FloatHistogram } from './float-histogram.ts';
import { generalText } from './number-text.ts';

/** A histogram as written, and whether its counter reset hint was written too. */
interface ParsedLiteral {
  readonly histogram: FloatHistogram;
  readonly hasHint: boolean;
  /** Where the text after the literal begins. */
  readonly end: number;
}

/** Why a text is no histogram literal, and where. */
export class LiteralError extends Error {
  override readonly name = 'LiteralError';
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const hints: Readonly<Record<string, CounterResetHint>> = {
  unknown: 'unknown',
  reset: 'reset',
  not_reset: 'not-reset',
  gauge: 'gauge',
};

const hintNames: Readonly<Record<Exclude<CounterResetHint, 'unknown'>, string>> = {
  reset: 'reset',
  'not-reset': 'not_reset',
  gauge: 'gauge',
};

const scalarKeys = ['schema', 'count', 'sum', 'z_bucket', 'z_bucket_w', 'offset', 'n_offset'] as const;
const listKeys = ['buckets', 'n_buckets', 'custom_values'] as const;
const hintKey = 'counter_reset_hint';

type ScalarKey = (typeof scalarKeys)[number];
type ListKey = (typeof listKeys)[number];

interface Fields {
  readonly scalars: Map<string, number>;
  readonly lists: Map<string, number[]>;
  hint: CounterResetHint | undefined;
}

const pair = /\s*([a-z_]+)\s*:\s*/y;
const numberPattern = /[+-]?(?:inf|nan|0x[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/iy;

/**
 * Reads `{{schema:1 count:3 sum:5 buckets:[1 2]}}` as Prometheus' test scripts write native histograms, from `start`
 * on. Keys come in any order, each once at most. Throws `LiteralError`.
 */
export function parseHistogramLiteral(text: string, start = 0): ParsedLiteral {
  if (!text.startsWith('{{', start)) throw new LiteralError(start, 'a histogram begins with "{{"');
  const fields: Fields = { scalars: new Map(), lists: new Map(), hint: undefined };
  let at = start + 2;
  for (;;) {
    at = skipSpace(text, at);
    if (text.startsWith('}}', at)) break;
    at = readField(text, at, fields);
  }
  return { histogram: histogramOf(fields), hasHint: fields.hint !== undefined, end: at + 2 };
}

/** The literal of a histogram, which `parseHistogramLiteral` reads back: each side's buckets as one run. */
export function formatHistogramLiteral(histogram: FloatHistogram): string {
  const whole = compact(histogram, Infinity);
  const parts: string[] = [];
  const scalar = (key: ScalarKey, value: number): void => {
    if (value !== 0) parts.push(`${key}:${generalText(value)}`);
  };
  const list = (key: ListKey, values: readonly number[]): void => {
    parts.push(`${key}:[${values.map(generalText).join(' ')}]`);
  };
  scalar('schema', whole.schema);
  scalar('count', whole.count);
  scalar('sum', whole.sum);
  scalar('z_bucket', whole.zeroCount);
  scalar('z_bucket_w', whole.zeroThreshold);
  if (whole.schema === customBucketsSchema) list('custom_values', whole.customValues);
  if (whole.counterResetHint !== 'unknown') parts.push(`${hintKey}:${hintNames[whole.counterResetHint]}`);
  scalar('offset', whole.positiveSpans[0]?.offset ?? 0);
  if (whole.positiveBuckets.length > 0) list('buckets', whole.positiveBuckets);
  scalar('n_offset', whole.negativeSpans[0]?.offset ?? 0);
  if (whole.negativeBuckets.length > 0) list('n_buckets', whole.negativeBuckets);
  return `{{${parts.join(' ')}}}`;
}

function histogramOf({ scalars, lists, hint }: Fields): FloatHistogram {
  const scalar = (key: ScalarKey): number => scalars.get(key) ?? 0;
  const list = (key: ListKey): number[] => lists.get(key) ?? [];
  const spans = (offset: number, length: number) => (length === 0 ? [] : [{ offset, length }]);
  return {
    schema: scalar('schema'),
    zeroThreshold: scalar('z_bucket_w'),
    zeroCount: scalar('z_bucket'),
    count: scalar('count'),
    sum: scalar('sum'),
    positiveSpans: spans(scalar('offset'), list('buckets').length),
    positiveBuckets: list('buckets'),
    negativeSpans: spans(scalar('n_offset'), list('n_buckets').length),
    negativeBuckets: list('n_buckets'),
    customValues: list('custom_values'),
    counterResetHint: hint ?? 'unknown',
  };
}

function readField(text: string, at: number, fields: Fields): number {
  const key = matchAt(pair, text, at);
  if (key === undefined) throw new LiteralError(at, 'expected a key such as "count:" or "}}"');
  const name = key[1] ?? '';
  if (fields.scalars.has(name) || fields.lists.has(name) || (name === hintKey && fields.hint !== undefined))
    throw new LiteralError(at, `"${name}" is there twice`);
  const valueAt = at + key[0].length;
  if ((scalarKeys as readonly string[]).includes(name)) {
    const { value, end } = readNumber(text, valueAt);
    fields.scalars.set(name, value);
    return end;
  }
  if ((listKeys as readonly string[]).includes(name)) return readList(text, valueAt, { name, fields });
  if (name === hintKey) return readHint(text, valueAt, fields);
  throw new LiteralError(at, `no histogram has a "${name}"`);
}

function readList(text: string, start: number, into: { name: string; fields: Fields }): number {
  if (text[start] !== '[') throw new LiteralError(start, `expected "[" after "${into.name}:"`);
  const values: number[] = [];
  let at = skipSpace(text, start + 1);
  while (text[at] !== ']') {
    const { value, end } = readNumber(text, at);
    values.push(value);
    at = skipSpace(text, end);
  }
  into.fields.lists.set(into.name, values);
  return at + 1;
}

function readHint(text: string, at: number, fields: Fields): number {
  const word = matchAt(/[a-z_]+/y, text, at)?.[0] ?? '';
  const hint = Object.hasOwn(hints, word) ? hints[word] : undefined;
  if (hint === undefined) throw new LiteralError(at, `expected one of ${Object.keys(hints).join(', ')}`);
  fields.hint = hint;
  return at + word.length;
}

function readNumber(text: string, at: number): { value: number; end: number } {
  const match = matchAt(numberPattern, text, at)?.[0];
  if (match === undefined) throw new LiteralError(at, 'expected a number');
  const sign = match.startsWith('-') ? -1 : 1;
  const digits = match.replace(/^[+-]/, '').toLowerCase();
  const value = digits === 'inf' ? Infinity : digits === 'nan' ? Number.NaN : Number(digits);
  return { value: sign * value, end: at + match.length };
}

function skipSpace(text: string, at: number): number {
  return at + (matchAt(/\s*/y, text, at)?.[0].length ?? 0);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
