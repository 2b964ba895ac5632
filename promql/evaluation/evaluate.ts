import { PromqlError } from '../promql-error.ts';
import type { Frame } from '../query/frame.ts';
import { QueryContext } from '../query/query-context.ts';
import type { InstantQueryOptions, QueryOptions, RangeQueryOptions } from '../query/query-options.ts';
import type { QueryResult, QueryValue } from '../query/query-result.ts';
import type { Queryable } from '../series/queryable.ts';
import { type Expression, kindOf } from '../syntax/expression.ts';
import { parseQuery } from '../syntax/parse-query.ts';
import { collectMatrix, collectRanges, collectVector } from './collect-result.ts';
import { evaluateExpression } from './evaluate-expression.ts';

/**
 * Evaluates a query at one time: a scalar, a string, a vector, or the matrix of a range selector. Throws `PromqlError`
 * of kind `parse` for an invalid query, `limit`, `timeout`, `canceled`, or `execution` for all else.
 * @example evaluateInstant('rate(orders_total[5m])', store, { timeMs: Date.now() }).value
 */
export function evaluateInstant(
  query: string | Expression,
  queryable: Queryable,
  { timeMs, ...options }: InstantQueryOptions,
): QueryResult {
  const frame: Frame = { startMs: timeMs, stepMs: 1, count: 1 };
  return evaluateQuery(query, queryable, { frame, options, isInstant: true });
}

/** Evaluates a query at every step of a range; the value is a matrix, sorted by labels. Throws `PromqlError`. */
export function evaluateRange(
  query: string | Expression,
  queryable: Queryable,
  { startMs, endMs, stepMs, ...options }: RangeQueryOptions,
): QueryResult {
  if (!(stepMs > 0))
    throw new PromqlError('execution', 'zero or negative query resolution step widths are not accepted');
  const count = Math.floor((endMs - startMs) / stepMs) + 1;
  const frame: Frame = { startMs, stepMs, count: Math.max(0, count) };
  return evaluateQuery(query, queryable, { frame, options, isInstant: false });
}

interface Evaluation {
  readonly frame: Frame;
  readonly options: QueryOptions;
  readonly isInstant: boolean;
}

function evaluateQuery(
  query: string | Expression,
  queryable: Queryable,
  { frame, options, isInstant }: Evaluation,
): QueryResult {
  const expression =
    typeof query === 'string' ? parseQuery(query, { experimental: options.experimental ?? false }) : query;
  const text = typeof query === 'string' ? query : '';
  const context = new QueryContext(text, queryable, { expression, frame, isInstant, options });
  const kind = kindOf(expression);
  if (!isInstant && kind !== 'scalar' && kind !== 'vector')
    throw new PromqlError(
      'parse',
      `invalid expression type "${kind === 'matrix' ? 'range vector' : kind}" for range query, must be Scalar or instant Vector`,
    );
  const value = evaluateToResult(context, expression, { frame, isInstant });
  const { warnings, infos } = context.annotations;
  return { value, warnings, infos };
}

function evaluateToResult(
  context: QueryContext,
  expression: Expression,
  { frame, isInstant }: Pick<Evaluation, 'frame' | 'isInstant'>,
): QueryValue {
  if (frame.count === 0) return { kind: 'matrix', series: [] };
  const inner = withoutOuterParentheses(expression);
  if (inner.kind === 'matrix-selector' || inner.kind === 'subquery')
    return collectRanges(context, inner, frame);
  const value = evaluateExpression(context, expression, frame);
  if (!isInstant) return collectMatrix(context, value, frame);
  const timestampMs = frame.startMs;
  if (value.kind === 'string') return { kind: 'string', timestampMs, value: value.value };
  if (value.kind === 'scalar') return { kind: 'scalar', timestampMs, value: value.values[0] ?? Number.NaN };
  return collectVector(context, value.series, timestampMs);
}

function withoutOuterParentheses(expression: Expression): Expression {
  return expression.kind === 'parenthesized' ? withoutOuterParentheses(expression.expression) : expression;
}
