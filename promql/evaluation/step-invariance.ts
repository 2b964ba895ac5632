import type { Expression } from '../syntax/expression.ts';

/** Functions of the evaluation time. */
const timeDependent: ReadonlySet<string> = new Set([
  'days_in_month',
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'hour',
  'minute',
  'month',
  'year',
  'predict_linear',
  'time',
  'timestamp',
]);

const known = new WeakMap<Expression, boolean>();

/** Whether an expression has the same value at every step, so that it is evaluated once. */
export function isStepInvariant(expression: Expression): boolean {
  const cached = known.get(expression);
  if (cached !== undefined) return cached;
  const result = decide(expression);
  known.set(expression, result);
  return result;
}

function decide(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'string':
      return true;
    case 'vector-selector':
      return expression.modifiers.at !== undefined;
    case 'matrix-selector':
      return expression.selector.modifiers.at !== undefined;
    case 'subquery':
      return expression.modifiers.at !== undefined;
    case 'parenthesized':
    case 'unary':
      return isStepInvariant(expression.expression);
    case 'aggregation':
      return (
        isStepInvariant(expression.expression) &&
        (expression.parameter === undefined || isStepInvariant(expression.parameter))
      );
    case 'binary':
      return isStepInvariant(expression.left) && isStepInvariant(expression.right);
    case 'call':
      return !timeDependent.has(expression.signature.name) && expression.args.every(isStepInvariant);
  }
}

/** Functions whose result depends on the evaluation time for any arguments. */
export function dependsOnTime(name: string): boolean {
  return timeDependent.has(name);
}
