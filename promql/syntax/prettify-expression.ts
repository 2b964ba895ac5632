import type { Expression } from './expression.ts';
import { aggregationHead, binaryOperator, printExpression, subquerySuffix } from './print-expression.ts';

const longestLine = 100;

/** The expression over as many lines as it needs, as `format_query` of the Prometheus API lays it out. */
export function prettifyExpression(expression: Expression, level = 0): string {
  const indent = '  '.repeat(level);
  const line = printExpression(expression);
  if (line.length <= longestLine) return indent + line;
  const inside = (one: Expression): string => prettifyExpression(one, level + 1);
  switch (expression.kind) {
    case 'parenthesized':
      return `${indent}(\n${inside(expression.expression)}\n${indent})`;
    case 'unary':
      return indent + expression.operator + prettifyExpression(expression.expression, level).trim();
    case 'subquery':
      return prettifyExpression(expression.expression, level) + subquerySuffix(expression);
    case 'call':
      return `${indent}${expression.signature.name}(\n${expression.args.map(inside).join(',\n')}\n${indent})`;
    case 'aggregation': {
      const parameter = expression.parameter ? `${inside(expression.parameter)},\n` : '';
      return `${indent}${aggregationHead(expression)}(\n${parameter}${inside(expression.expression)}\n${indent})`;
    }
    case 'binary':
      return `${inside(expression.left)}\n${indent}${binaryOperator(expression)}\n${inside(expression.right)}`;
    default:
      return indent + line;
  }
}
