import type { Duration, Expression, MatrixSelector, Subquery, TimeModifiers } from './expression.ts';

/**
 * The same query over ranges, subquery steps and offsets that are `factor` times as long, rounded to milliseconds but
 * never to nothing. Fixed times (`@`) and numbers stay.
 *
 * @example printExpression(scaleRanges(parseQuery('rate(x[2m] offset 1h)'), 0.1)) // 'rate(x[12s] offset 6m)'
 */
export function scaleRanges(expression: Expression, factor: number): Expression {
  switch (expression.kind) {
    case 'number':
    case 'string':
      return expression;
    case 'vector-selector':
      return { ...expression, modifiers: scaleModifiers(expression.modifiers, factor) };
    case 'matrix-selector': {
      const { selector, range } = expression;
      const modifiers = scaleModifiers(selector.modifiers, factor);
      return { ...expression, selector: { ...selector, modifiers }, range: scaleDuration(range, factor) };
    }
    case 'subquery':
      return scaleSubquery(expression, factor);
    case 'call':
      return { ...expression, args: expression.args.map((each) => scaleRanges(each, factor)) };
    case 'binary':
      return {
        ...expression,
        left: scaleRanges(expression.left, factor),
        right: scaleRanges(expression.right, factor),
      };
    case 'aggregation': {
      const { parameter } = expression;
      const scaled = { ...expression, expression: scaleRanges(expression.expression, factor) };
      return parameter === undefined ? scaled : { ...scaled, parameter: scaleRanges(parameter, factor) };
    }
    case 'unary':
    case 'parenthesized':
      return { ...expression, expression: scaleRanges(expression.expression, factor) };
  }
}

function scaleSubquery(subquery: Subquery, factor: number): Subquery {
  const { expression, range, step, modifiers } = subquery;
  return {
    ...subquery,
    expression: scaleRanges(expression, factor),
    range: scaleDuration(range, factor),
    ...(step === undefined ? {} : { step: scaleDuration(step, factor) }),
    modifiers: scaleModifiers(modifiers, factor),
  };
}

function scaleModifiers(modifiers: TimeModifiers, factor: number): TimeModifiers {
  const { offset } = modifiers;
  return offset === undefined ? modifiers : { ...modifiers, offset: scaleDuration(offset, factor) };
}

/** Arithmetic stays what it is over scaled lengths: a plain number in it is no length. */
function scaleDuration(duration: Duration, factor: number): Duration {
  switch (duration.kind) {
    case 'literal':
      return { ...duration, seconds: scaleSeconds(duration.seconds, factor) };
    case 'query':
      return duration;
    case 'negative':
    case 'group':
      return { ...duration, operand: scaleDuration(duration.operand, factor) };
    case 'extreme':
    case 'arithmetic':
      return {
        ...duration,
        left: scaleOperand(duration.left, factor),
        right: scaleOperand(duration.right, factor),
      };
  }
}

/** No shorter than a millisecond, which is the least that there is. */
function scaleSeconds(seconds: number, factor: number): number {
  return seconds === 0 ? 0 : Math.max(0.001, seconds * factor);
}

function scaleOperand(duration: Duration, factor: number): Duration {
  return duration.kind === 'literal' && !duration.isDuration ? duration : scaleDuration(duration, factor);
}

/** Every range selector and subquery of a query, the outer before the inner. */
export function rangesOf(expression: Expression): readonly (MatrixSelector | Subquery)[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'vector-selector':
      return [];
    case 'matrix-selector':
      return [expression];
    case 'subquery':
      return [expression, ...rangesOf(expression.expression)];
    case 'call':
      return expression.args.flatMap(rangesOf);
    case 'binary':
      return [...rangesOf(expression.left), ...rangesOf(expression.right)];
    case 'aggregation': {
      const { parameter } = expression;
      return [...(parameter === undefined ? [] : rangesOf(parameter)), ...rangesOf(expression.expression)];
    }
    case 'unary':
    case 'parenthesized':
      return rangesOf(expression.expression);
  }
}
