import { dependsOnTime } from '../evaluation/step-invariance.ts';
import type { Expression, TimeModifiers } from '../syntax/expression.ts';

/** Functions of the evaluation time, which `@` does not fix. */
const tellsOfQuery: ReadonlySet<string> = new Set(['start', 'end', 'step', 'range']);

/**
 * The expression with `@ timeMs` on every selector and subquery without `@`; undefined when it contains functions of
 * the evaluation time.
 */
export function fixedInTime(expression: Expression | undefined, timeMs: number): Expression | undefined {
  if (expression === undefined || usesTime(expression)) return undefined;
  return fix(expression, timeMs);
}

function usesTime(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return (
        dependsOnTime(expression.signature.name) ||
        tellsOfQuery.has(expression.signature.name) ||
        expression.args.some(usesTime)
      );
    case 'binary':
      return usesTime(expression.left) || usesTime(expression.right);
    case 'aggregation':
      return (
        usesTime(expression.expression) ||
        (expression.parameter !== undefined && usesTime(expression.parameter))
      );
    case 'unary':
    case 'parenthesized':
      return usesTime(expression.expression);
    case 'subquery':
      // The expression inside of a subquery is evaluated at its own times.
      return expression.modifiers.at === undefined && usesTime(expression.expression);
    default:
      return false;
  }
}

function fix(expression: Expression, timeMs: number): Expression {
  const at = (modifiers: TimeModifiers): TimeModifiers => ({ at: timeMs, ...modifiers });
  switch (expression.kind) {
    case 'vector-selector':
      return { ...expression, modifiers: at(expression.modifiers) };
    case 'matrix-selector':
      return {
        ...expression,
        selector: { ...expression.selector, modifiers: at(expression.selector.modifiers) },
      };
    case 'subquery':
      return { ...expression, modifiers: at(expression.modifiers) };
    case 'parenthesized':
    case 'unary':
      return { ...expression, expression: fix(expression.expression, timeMs) };
    case 'binary':
      return { ...expression, left: fix(expression.left, timeMs), right: fix(expression.right, timeMs) };
    case 'aggregation':
      return {
        ...expression,
        expression: fix(expression.expression, timeMs),
        ...(expression.parameter && { parameter: fix(expression.parameter, timeMs) }),
      };
    case 'call':
      // The second argument of info() selects labels, not samples.
      return {
        ...expression,
        args: expression.args.map((arg, index) =>
          expression.signature.name === 'info' && index > 0 ? arg : fix(arg, timeMs),
        ),
      };
    default:
      return expression;
  }
}
