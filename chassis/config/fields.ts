import { readFileSync } from 'node:fs';

/** How one environment variable becomes a typed value. `read` throws with a sentence that completes "NAME ...". */
export interface Field<Value> {
  readonly variable: string;
  read(raw: string | undefined): Value;
}

interface TextOptions {
  readonly default?: string;
  readonly pattern?: RegExp;
}

interface NumberOptions {
  readonly default?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Marks a value that cannot be used; the message completes "NAME ...". */
class FieldProblem extends Error {}

function required(raw: string | undefined): string {
  if (raw === undefined || raw === '') throw new FieldProblem('is not set');
  return raw;
}

export function text(variable: string, options: TextOptions = {}): Field<string> {
  return {
    variable,
    read(raw) {
      const value = raw === undefined || raw === '' ? (options.default ?? required(raw)) : raw;
      if (options.pattern !== undefined && !options.pattern.test(value)) {
        throw new FieldProblem(`does not match ${options.pattern}`);
      }
      return value;
    },
  };
}

function numberField(variable: string, options: NumberOptions, isInteger: boolean): Field<number> {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = options;
  return {
    variable,
    read(raw) {
      if ((raw === undefined || raw === '') && options.default !== undefined) return options.default;
      const word = required(raw).trim();
      const value = /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : Number.NaN;
      if (Number.isNaN(value) || (isInteger && !Number.isSafeInteger(value))) {
        throw new FieldProblem(`is not ${isInteger ? 'an integer' : 'a number'}: ${JSON.stringify(raw)}`);
      }
      if (value < minimum || value > maximum) {
        throw new FieldProblem(`is ${value}; it must be from ${minimum} to ${maximum}`);
      }
      return value;
    },
  };
}

export function integer(variable: string, options: NumberOptions = {}): Field<number> {
  return numberField(variable, options, true);
}

export function decimal(variable: string, options: NumberOptions = {}): Field<number> {
  return numberField(variable, options, false);
}

export function boolean(variable: string, options: { readonly default?: boolean } = {}): Field<boolean> {
  return {
    variable,
    read(raw) {
      if ((raw === undefined || raw === '') && options.default !== undefined) return options.default;
      const value = required(raw);
      if (value !== 'true' && value !== 'false')
        throw new FieldProblem(`is neither true nor false: ${JSON.stringify(raw)}`);
      return value === 'true';
    },
  };
}

function readAddress(value: string): string {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new FieldProblem(`is not an http address: ${JSON.stringify(value)}`);
  }
  return value.replace(/\/+$/, '');
}

/** An http or https address, without a trailing slash. */
export function url(variable: string, options: { readonly default?: string } = {}): Field<string> {
  return {
    variable,
    read: (raw) => readAddress(raw === undefined || raw === '' ? (options.default ?? required(raw)) : raw),
  };
}

/** As `url`, or null if the variable is not set: the feature behind the address is then off. */
export function optionalUrl(variable: string): Field<string | null> {
  return { variable, read: (raw) => (raw === undefined || raw === '' ? null : readAddress(raw)) };
}

/** The variable holds a file's path; the value is the file's text. */
export function fileText(variable: string): Field<string> {
  return {
    variable,
    read(raw) {
      const path = required(raw);
      try {
        return readFileSync(path, 'utf8');
      } catch (error) {
        throw new FieldProblem(
          `names a file that cannot be read: ${error instanceof Error ? error.message : error}`,
        );
      }
    },
  };
}

/** A comma-separated list; empty items are dropped. */
export function list(
  variable: string,
  options: { readonly default?: readonly string[] } = {},
): Field<readonly string[]> {
  return {
    variable,
    read(raw) {
      if (raw === undefined && options.default !== undefined) return options.default;
      return (raw ?? required(raw))
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== '');
    },
  };
}

/** A comma-separated list of allowed words; empty by default. */
export function words<Word extends string>(
  variable: string,
  allowed: readonly Word[],
): Field<readonly Word[]> {
  const { read } = list(variable, { default: [] });
  const isAllowed = (word: string): word is Word => allowed.some((one) => one === word);
  return {
    variable,
    read(raw) {
      const chosen = read(raw);
      const known = chosen.filter(isAllowed);
      const unknown = chosen.filter((word) => !isAllowed(word));
      if (unknown.length === 0) return known;
      throw new FieldProblem(`names ${unknown.join(', ')}; there are ${allowed.join(', ')}`);
    },
  };
}

/** One of the allowed words. */
export function choice<Word extends string>(
  variable: string,
  options: { readonly of: readonly Word[]; readonly default: Word },
): Field<Word> {
  const { of: allowed } = options;
  return {
    variable,
    read(raw) {
      if (raw === undefined || raw === '') return options.default;
      const word = allowed.find((one) => one === raw);
      if (word !== undefined) return word;
      throw new FieldProblem(`is ${JSON.stringify(raw)}; there are ${allowed.join(', ')}`);
    },
  };
}

export function isFieldProblem(error: unknown): error is Error {
  return error instanceof FieldProblem;
}
