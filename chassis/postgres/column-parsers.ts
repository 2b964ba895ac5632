import { types } from 'pg';
import { postgresErrors } from './errors.ts';

/** Object ids of built-in types, from PostgreSQL's pg_type.dat. */
const oids = { int8: 20, date: 1082, timestamp: 1114, int8Array: 1016 };

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw postgresErrors.create('integer-not-safe', { details: { value: text } });
  return value;
}

/**
 * An int8 array's text contains only digits, signs, commas, braces and NULL, so it is JSON except for its brackets and
 * optional bounds.
 */
function parseInt8Array(text: string): unknown {
  const json = text
    .slice(text.indexOf('{'))
    .replaceAll('{', '[')
    .replaceAll('}', ']')
    .replaceAll('NULL', 'null');
  return JSON.parse(json.replaceAll(/-?\d+/g, '"$&"'), (_key, value: unknown) =>
    typeof value === 'string' ? parseInt8(value) : value,
  );
}

const asText = (text: string): string => text;

/** Stays text, because the driver would interpret a date or timestamp without zone in the process's time zone. */
const textParsers: Readonly<Record<number, (text: string) => unknown>> = {
  [oids.int8]: parseInt8,
  [oids.int8Array]: parseInt8Array,
  [oids.date]: asText,
  [oids.timestamp]: asText,
};

/** The driver's parsers with ours first, for one connection: no global parser is changed. */
export const columnParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    const own = format === 'binary' ? undefined : textParsers[oid];
    return own ?? types.getTypeParser(oid, format);
  },
};
