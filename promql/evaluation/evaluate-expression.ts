import { multiply } from '../histogram/arithmetic.ts';
import { aggregate } from '../operators/aggregate.ts';
import { combineScalars, combineWithScalar } from '../operators/scalar-vector.ts';
import { combineSets } from '../operators/set-operators.ts';
import { combineVectors } from '../operators/vector-vector.ts';
import { type Frame, firstOf } from '../query/frame.ts';
import {
  absent,
  createSeries,
  histogram,
  type InstantSeries,
  type Value,
  writeFloat,
  writeHistogram,
} from '../query/instant-series.ts';
import { droppedName, mergeSeries } from '../query/merge-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import {
  type Aggregation,
  type Binary,
  type Expression,
  setOperators,
  type Unary,
  withoutParentheses,
} from '../syntax/expression.ts';
import { evaluateCall } from './evaluate-call.ts';
import { selectInstant } from './select-instant.ts';
import { smoothInstant } from './smooth-instant.ts';
import { isStepInvariant } from './step-invariance.ts';

/** Evaluates an expression at every step of a frame. Range vectors occur only as arguments; see `evaluateCall`. */
export function evaluateExpression(context: QueryContext, expression: Expression, frame: Frame): Value {
  const heldBefore = context.budget.heldSamples;
  context.budget.look();
  // Refuses too many steps before an array for them is allocated.
  context.budget.hold(frame.count);
  const value =
    frame.count > 1 && isWorthOnce(expression)
      ? repeated(evaluateHere(context, expression, firstOf(frame)), frame.count)
      : evaluateHere(context, expression, frame);
  // Releases intermediate results; only the result still counts.
  context.budget.releaseTo(heldBefore);
  context.budget.hold(sizeOf(value, frame.count));
  return value;
}

function isWorthOnce(expression: Expression): boolean {
  return expression.kind !== 'number' && expression.kind !== 'string' && isStepInvariant(expression);
}

function sizeOf(value: Value, count: number): number {
  if (value.kind === 'string') return 0;
  return value.kind === 'scalar' ? count : value.series.length * count;
}

function evaluateHere(context: QueryContext, expression: Expression, frame: Frame): Value {
  switch (expression.kind) {
    case 'number':
      return { kind: 'scalar', values: new Float64Array(frame.count).fill(expression.value) };
    case 'string':
      return { kind: 'string', value: expression.value };
    case 'parenthesized':
      return evaluateExpression(context, expression.expression, frame);
    case 'vector-selector':
      return {
        kind: 'vector',
        series:
          expression.extension === 'smoothed'
            ? smoothInstant(expression, context, frame)
            : selectInstant(expression, context, frame),
      };
    case 'unary':
      return evaluateUnary(context, expression, frame);
    case 'binary':
      return evaluateBinary(context, expression, frame);
    case 'aggregation':
      return evaluateAggregation(context, expression, frame);
    case 'call':
      return evaluateCall(context, expression, frame, evaluateExpression);
    case 'matrix-selector':
    case 'subquery':
      throw context.error('range vectors have a value only as arguments of functions', expression.span);
  }
}

function repeated(value: Value, count: number): Value {
  if (value.kind === 'string') return value;
  if (value.kind === 'scalar')
    return { kind: 'scalar', values: new Float64Array(count).fill(value.values[0] ?? 0) };
  const series = value.series
    .filter(({ present }) => present[0] !== absent)
    .map((one): InstantSeries => {
      const { labels, dropName, histograms } = one;
      return {
        labels,
        dropName,
        present: new Uint8Array(count).fill(one.present[0] ?? absent),
        values: new Float64Array(count).fill(one.values[0] ?? 0),
        ...(histograms && { histograms: new Array(count).fill(histograms[0]) }),
      };
    });
  return { kind: 'vector', series };
}

function evaluateUnary(context: QueryContext, { operator, expression }: Unary, frame: Frame): Value {
  const value = evaluateExpression(context, expression, frame);
  if (operator === '+' || value.kind === 'string') return value;
  if (value.kind === 'scalar') return { kind: 'scalar', values: value.values.map((one) => -one) };
  const negated = value.series.map((one) => {
    context.budget.hold(frame.count);
    const result = createSeries(droppedName(context, one.labels), frame.count, true);
    for (let step = 0; step < frame.count; step++) {
      const found = one.present[step] === histogram ? one.histograms?.[step] : undefined;
      if (found) writeHistogram(result, step, multiply(found, -1));
      else if (one.present[step] !== absent) writeFloat(result, step, -(one.values[step] ?? 0));
    }
    return result;
  });
  return { kind: 'vector', series: context.delayedNameRemoval ? negated : mergeSeries(context, negated) };
}

function evaluateBinary(context: QueryContext, expression: Binary, frame: Frame): Value {
  const left = evaluateExpression(context, expression.left, frame);
  const right = evaluateExpression(context, expression.right, frame);
  if (left.kind === 'scalar' && right.kind === 'scalar')
    return { kind: 'scalar', values: combineScalars(expression, left.values, right.values) };
  if (left.kind === 'vector' && right.kind === 'scalar')
    return combineWithScalar(context, expression, {
      vector: left.series,
      scalar: right.values,
      swapped: false,
    });
  if (left.kind === 'scalar' && right.kind === 'vector')
    return combineWithScalar(context, expression, {
      vector: right.series,
      scalar: left.values,
      swapped: true,
    });
  if (left.kind !== 'vector' || right.kind !== 'vector')
    throw context.error(
      'binary expression must contain only scalar and instant vector types',
      expression.span,
    );
  const vectors = { left: left.series, right: right.series };
  return setOperators.has(expression.operator)
    ? combineSets(context, expression, vectors)
    : combineVectors(context, expression, vectors);
}

function evaluateAggregation(context: QueryContext, expression: Aggregation, frame: Frame): Value {
  const parameter = expression.parameter
    ? evaluateExpression(context, withoutParentheses(expression.parameter), frame)
    : undefined;
  const value = evaluateExpression(context, expression.expression, frame);
  const series = value.kind === 'vector' ? value.series : [];
  return aggregate(context, expression, { series, parameter, count: frame.count });
}
