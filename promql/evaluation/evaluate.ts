import { PromqlError } from '../promql-error.ts';
import type { Queryable } from '../series/queryable.ts';
import type { InstantQueryOptions, RangeQueryOptions } from './query-options.ts';
import type { QueryResult } from './query-result.ts';

/** Evaluates a query at one time. Throws `PromqlError`. */
export function evaluateInstant(
  query: string,
  _queryable: Queryable,
  _options: InstantQueryOptions,
): QueryResult {
  throw new PromqlError('execution', `cannot evaluate yet: ${query}`);
}

/** Evaluates a query at every step of a range; the value is always a matrix. Throws `PromqlError`. */
export function evaluateRange(
  query: string,
  _queryable: Queryable,
  _options: RangeQueryOptions,
): QueryResult {
  throw new PromqlError('execution', `cannot evaluate yet: ${query}`);
}
