import { generalText } from '../histogram/number-text.ts';
import { metricNameLabel } from '../series/labels.ts';
import type { Matcher } from '../series/matcher.ts';
import type {
  Aggregation,
  Binary,
  Duration,
  Expression,
  Subquery,
  TimeModifiers,
  VectorSelector,
} from './expression.ts';
import { formatDurationMs, isPlainLabelName, isPlainMetricName, quote } from './literals.ts';

const longestLine = 100;

/** The expression on one line, as Prometheus prints it; `parseQuery` reads it back to the same. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.isDuration
        ? formatDurationMs(Math.round(expression.value * 1000))
        : generalText(expression.value);
    case 'string':
      return quote(expression.value);
    case 'vector-selector':
      return printSelector(expression) + extensionOf(expression) + printModifiers(expression.modifiers);
    case 'matrix-selector': {
      const { selector, range } = expression;
      const suffix = extensionOf(selector) + printModifiers(selector.modifiers);
      return `${printSelector(selector)}[${printDuration(range)}]${suffix}`;
    }
    case 'subquery':
      return printExpression(expression.expression) + subquerySuffix(expression);
    case 'parenthesized':
      return `(${printExpression(expression.expression)})`;
    case 'unary':
      return expression.operator + printExpression(expression.expression);
    case 'call':
      return `${expression.signature.name}(${expression.args.map(printExpression).join(', ')})`;
    case 'aggregation': {
      const args = [expression.parameter, expression.expression].filter((arg) => arg !== undefined);
      return `${aggregationHead(expression)}(${args.map(printExpression).join(', ')})`;
    }
    case 'binary':
      return `${printExpression(expression.left)} ${binaryOperator(expression)} ${printExpression(expression.right)}`;
  }
}

/** `sum by (job) `, up to the opening parenthesis. */
function aggregationHead({ operator, grouping, without }: Aggregation): string {
  if (without) return `${operator} without (${printLabels(grouping)}) `;
  return grouping.length > 0 ? `${operator} by (${printLabels(grouping)}) ` : operator;
}

/** `/ on (job) group_left (shop)`, with everything that stands between the operands. */
function binaryOperator({ operator, returnBool, matching }: Binary): string {
  let text: string = operator;
  if (returnBool) text += ' bool';
  const { cardinality, on, labels, include, fillLeft, fillRight } = matching;
  const isGrouped = cardinality === 'many-to-one' || cardinality === 'one-to-many';
  if (on || labels.length > 0 || isGrouped) text += ` ${on ? 'on' : 'ignoring'} (${printLabels(labels)})`;
  if (isGrouped)
    text += ` group_${cardinality === 'many-to-one' ? 'left' : 'right'} (${printLabels(include)})`;
  if (fillLeft !== undefined && Object.is(fillLeft, fillRight))
    return `${text} fill (${generalText(fillLeft)})`;
  if (fillLeft !== undefined) text += ` fill_left (${generalText(fillLeft)})`;
  if (fillRight !== undefined) text += ` fill_right (${generalText(fillRight)})`;
  return text;
}

/** `[5m:1m] offset 2m`. */
function subquerySuffix({ range, step, modifiers }: Subquery): string {
  return `[${printDuration(range)}:${step ? printDuration(step) : ''}]${printModifiers(modifiers)}`;
}

function printLabels(names: readonly string[]): string {
  return names.map((name) => (isPlainLabelName(name) ? name : quote(name))).join(', ');
}

function printSelector({ name, matchers }: VectorSelector): string {
  const isNameOutside = name !== '' && isPlainMetricName(name);
  const rest = matchers.filter(
    (matcher) =>
      name === '' || matcher.name !== metricNameLabel || matcher.operator !== '=' || matcher.value !== name,
  );
  const parts = rest.map(printMatcher);
  if (name !== '' && !isNameOutside) parts.unshift(quote(name));
  const braces = parts.length > 0 || !isNameOutside ? `{${parts.join(',')}}` : '';
  return (isNameOutside ? name : '') + braces;
}

function printMatcher({ name, operator, value }: Matcher): string {
  return `${isPlainLabelName(name) ? name : quote(name)}${operator}${quote(value)}`;
}

function extensionOf({ extension }: VectorSelector): string {
  return extension === undefined ? '' : ` ${extension}`;
}

function printModifiers({ at, offset }: TimeModifiers): string {
  const atText =
    at === undefined ? '' : typeof at === 'number' ? ` @ ${(at / 1000).toFixed(3)}` : ` @ ${at}()`;
  return offset === undefined ? atText : `${atText} offset ${printDuration(offset)}`;
}

function printDuration(duration: Duration): string {
  switch (duration.kind) {
    case 'literal':
      return formatDurationMs(Math.round(duration.seconds * 1000));
    case 'query':
      return `${duration.name}()`;
    case 'group':
      return `(${printDuration(duration.operand)})`;
    case 'negative':
      return `-${printDuration(duration.operand)}`;
    case 'extreme':
      return `${duration.name}(${printDuration(duration.left)}, ${printDuration(duration.right)})`;
    case 'arithmetic':
      return `${printDuration(duration.left)} ${duration.operator} ${printDuration(duration.right)}`;
  }
}

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
