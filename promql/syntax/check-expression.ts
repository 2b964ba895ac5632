import { metricNameLabel } from '../series/labels.ts';
import {
  type Aggregation,
  type Binary,
  type Call,
  comparisonOperators,
  type Expression,
  kindOf,
  setOperators,
  type ValueKind,
  type VectorSelector,
} from './expression.ts';
import { QuerySyntaxError } from './syntax-error.ts';

const names: Readonly<Record<ValueKind, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
  none: 'nothing',
};

/** All type errors, and selectors that would match everything, in the order of the text. */
export function checkExpression(expression: Expression): QuerySyntaxError[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
      return [];
    case 'vector-selector':
      return checkSelector(expression);
    case 'matrix-selector':
      return checkSelector(expression.selector);
    case 'parenthesized':
      return checkExpression(expression.expression);
    case 'subquery':
      return [
        ...checkExpression(expression.expression),
        ...wants(expression.expression, 'vector', {
          say: (got) => `subquery is only allowed on instant vector, got ${got} instead`,
          at: expression,
        }),
      ];
    case 'unary':
      return [
        ...checkExpression(expression.expression),
        ...wantsOperand(
          expression.expression,
          (got) =>
            `unary expression only allowed on expressions of type scalar or instant vector, got "${got}"`,
        ),
      ];
    case 'aggregation':
      return checkAggregation(expression);
    case 'call':
      return checkCall(expression);
    case 'binary':
      return checkBinary(expression);
  }
}

interface Complaint {
  readonly say: (got: string) => string;
  readonly at: Expression;
}

function wants(expression: Expression, kind: ValueKind, { say, at }: Complaint): QuerySyntaxError[] {
  const got = kindOf(expression);
  return got === kind ? [] : [new QuerySyntaxError(say(names[got]), at.span)];
}

function wantsOperand(expression: Expression, say: (got: string) => string): QuerySyntaxError[] {
  const got = kindOf(expression);
  return got === 'scalar' || got === 'vector' ? [] : [new QuerySyntaxError(say(names[got]), expression.span)];
}

function checkSelector({ name, matchers, span }: VectorSelector): QuerySyntaxError[] {
  const twice =
    name === ''
      ? undefined
      : matchers.find((one, index) => index < matchers.length - 1 && one.name === metricNameLabel);
  if (twice)
    return [new QuerySyntaxError(`metric name must not be set twice: "${name}" or "${twice.value}"`, span)];
  if (matchers.every((matcher) => matcher.matches('')))
    return [
      new QuerySyntaxError(
        'vector selector must contain at least one non-empty matcher, expected a metric name or a matcher that refuses the empty string',
        span,
      ),
    ];
  return [];
}

function checkAggregation({ operator, expression, parameter }: Aggregation): QuerySyntaxError[] {
  const problems = checkExpression(expression);
  problems.push(
    ...wants(expression, 'vector', {
      say: (got) => `expected type instant vector in aggregation expression, got ${got}`,
      at: expression,
    }),
  );
  if (parameter === undefined) return problems;
  const wanted = operator === 'count_values' ? 'string' : 'scalar';
  return [
    ...checkExpression(parameter),
    ...wants(parameter, wanted, {
      say: (got) => `expected type ${wanted} in aggregation parameter, got ${got}`,
      at: parameter,
    }),
    ...problems,
  ];
}

function checkCall({ signature, args, span }: Call): QuerySyntaxError[] {
  const { name, takes, variadic } = signature;
  const least = variadic === 0 ? takes.length : takes.length - 1;
  const most = variadic < 0 ? Number.POSITIVE_INFINITY : least + variadic;
  const problems: QuerySyntaxError[] = [];
  if (args.length < least || args.length > most) {
    const wanted =
      variadic === 0 ? `${least}` : args.length < least ? `at least ${least}` : `at most ${most}`;
    problems.push(
      new QuerySyntaxError(`expected ${wanted} argument(s) in call to "${name}", got ${args.length}`, span),
    );
  }
  const isInfo = name === 'info';
  args.forEach((arg, index) => {
    const wanted = takes[Math.min(index, takes.length - 1)];
    if (wanted === undefined) return;
    if (isInfo && index === 1) {
      if (arg.kind !== 'vector-selector' || arg.name !== '')
        problems.push(new QuerySyntaxError('expected label selectors only', arg.span));
      return;
    }
    problems.push(...checkExpression(arg));
    problems.push(
      ...wants(arg, wanted, {
        say: (got) => `expected type ${names[wanted]} in call to function "${name}", got ${got}`,
        at: arg,
      }),
    );
  });
  return problems;
}

const operandsWanted = 'binary expression must contain only scalar and instant vector types';

function checkBinary(expression: Binary): QuerySyntaxError[] {
  const { operator, left, right, returnBool, matching, operatorSpan, span } = expression;
  const problems = [
    ...checkExpression(left),
    ...wantsOperand(left, () => operandsWanted),
    ...checkExpression(right),
    ...wantsOperand(right, () => operandsWanted),
  ];
  const complain = (message: string, at = span): void => {
    problems.push(new QuerySyntaxError(message, at));
  };
  const isComparison = comparisonOperators.has(operator);
  const isSet = setOperators.has(operator);
  const bothScalars = kindOf(left) === 'scalar' && kindOf(right) === 'scalar';
  const bothVectors = kindOf(left) === 'vector' && kindOf(right) === 'vector';
  const fills = matching.fillLeft !== undefined || matching.fillRight !== undefined;
  if (returnBool && !isComparison)
    complain('bool modifier can only be used on comparison operators', operatorSpan);
  if (isComparison && !returnBool && bothScalars)
    complain('comparisons between scalars must use BOOL modifier', operatorSpan);
  const shared = matching.on ? matching.labels.find((label) => matching.include.includes(label)) : undefined;
  if (shared !== undefined)
    complain(`label "${shared}" must not occur in ON and GROUP clause at once`, operatorSpan);
  if (!bothVectors) {
    if (matching.labels.length > 0) complain('vector matching only allowed between instant vectors');
    if (fills) complain('filling in missing series only allowed between instant vectors');
    if (isSet) complain(`set operator "${operator}" not allowed in binary scalar expression`);
  } else if (isSet) {
    if (matching.cardinality !== 'many-to-many') complain(`no grouping allowed for "${operator}" operation`);
    if (fills) complain('filling in missing series not allowed for set operators');
  }
  return problems;
}
