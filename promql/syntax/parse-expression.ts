import { PromqlError } from '../promql-error.ts';
import { metricNameLabel } from '../series/labels.ts';
import { Matcher, type MatcherOperator } from '../series/matcher.ts';
import {
  type AggregationOperator,
  aggregationOperators,
  type BinaryOperator,
  type Expression,
  experimentalAggregations,
  type NumberLiteral,
  parameterAggregations,
  setOperators,
} from './expression.ts';
import { functionSignatures } from './function-signatures.ts';
import { parseDurationMs, parseNumber } from './literals.ts';
import { parseBinaryModifiers, parseGroupingLabels } from './parse-matching.ts';
import { parsePostfix } from './parse-postfix.ts';
import { textOf } from './read-literal.ts';
import { QuerySyntaxError } from './syntax-error.ts';
import type { TokenCursor } from './token-cursor.ts';

const levels: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '</': 3,
  '>/': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};
const unaryLevel = 5;

/** An expression whose operators all bind at least as tightly as `level`. */
export function parseExpression(cursor: TokenCursor, level = 1): Expression {
  return cursor.deeper(() => {
    let left = parseUnary(cursor);
    for (;;) {
      const operator = operatorHere(cursor);
      const own = operator === undefined ? 0 : (levels[operator] ?? 0);
      if (operator === undefined || own < level) return left;
      left = parseRest(cursor, { left, operator, level: own });
    }
  });
}

interface Begun {
  readonly left: Expression;
  readonly operator: BinaryOperator;
  readonly level: number;
}

function parseRest(cursor: TokenCursor, { left, operator, level }: Begun): Expression {
  const { start, end } = cursor.next();
  const { returnBool, matching } = parseBinaryModifiers(cursor);
  // Only powers bind to the right: 2 ^ 3 ^ 2 is 2 ^ (3 ^ 2).
  const right = parseExpression(cursor, operator === '^' ? level : level + 1);
  const isSet = setOperators.has(operator);
  return {
    kind: 'binary',
    operator,
    left,
    right,
    returnBool,
    matching:
      isSet && matching.cardinality === 'one-to-one'
        ? { ...matching, cardinality: 'many-to-many' }
        : matching,
    operatorSpan: { start, end },
    span: { start: left.span.start, end: right.span.end },
  };
}

function operatorHere(cursor: TokenCursor): BinaryOperator | undefined {
  const { kind, text } = cursor.current;
  const operator = kind === 'identifier' ? cursor.word : kind === 'symbol' ? text : '';
  if (operator !== '=' && Object.hasOwn(levels, operator)) return operator as BinaryOperator;
  return undefined;
}

function parseUnary(cursor: TokenCursor): Expression {
  const { start, text } = cursor.current;
  if (!cursor.isSymbol('-') && !cursor.isSymbol('+')) return parsePostfix(cursor, parsePrimary(cursor));
  cursor.next();
  const operand = parseExpression(cursor, unaryLevel + 1);
  const span = { start, end: operand.span.end };
  if (operand.kind === 'number') return signed(operand, text === '-', span);
  return { kind: 'unary', operator: text === '-' ? '-' : '+', expression: operand, span };
}

function signed(literal: NumberLiteral, isNegative: boolean, span: NumberLiteral['span']): NumberLiteral {
  return { ...literal, value: isNegative ? -literal.value : literal.value, span };
}

const somethingToEvaluate = 'a metric, a function, a number, a string or "("';
const neverMetrics: ReadonlySet<string> = new Set(['on', 'ignoring', 'group_left', 'group_right', 'bool']);

/** A literal, a selector, a call, an aggregation, or an expression in parentheses. */
export function parsePrimary(cursor: TokenCursor): Expression {
  const { kind, start, text } = cursor.current;
  if (kind === 'number') return parseNumberLiteral(cursor);
  if (kind === 'string') {
    const value = textOf(cursor);
    cursor.next();
    return { kind: 'string', value, span: cursor.spanFrom(start) };
  }
  if (cursor.isSymbol('{')) return parseSelector(cursor, '');
  if (cursor.takeSymbol('(')) {
    const expression = parseExpression(cursor);
    cursor.expectSymbol(')', 'parenthesized expression');
    return { kind: 'parenthesized', expression, span: cursor.spanFrom(start) };
  }
  if (kind !== 'identifier') throw cursor.unexpected('', somethingToEvaluate);
  const opensCall = cursor.peek(1).kind === 'symbol' && cursor.peek(1).text === '(';
  const following = cursor.peek(1).kind === 'identifier' ? cursor.peek(1).text.toLowerCase() : '';
  if (aggregationOperators.has(cursor.word) && (opensCall || following === 'by' || following === 'without'))
    return parseAggregation(cursor);
  if (opensCall) return parseCall(cursor);
  if (parseNumber(text) !== undefined) return parseNumberLiteral(cursor);
  if (neverMetrics.has(cursor.word)) throw cursor.unexpected('', somethingToEvaluate);
  cursor.next();
  return parseSelector(cursor, text);
}

function parseNumberLiteral(cursor: TokenCursor): Expression {
  const token = cursor.next();
  const durationMs = /[smhdwy]$/.test(token.text) ? parseDurationMs(token.text) : undefined;
  const value = durationMs === undefined ? parseNumber(token.text) : durationMs / 1000;
  if (value === undefined)
    throw new QuerySyntaxError(
      `bad number or duration syntax: "${token.text}", expected units from large to small, each once, as in 1h30m`,
      token,
    );
  return { kind: 'number', value, isDuration: durationMs !== undefined, span: cursor.spanFrom(token.start) };
}

function parseCall(cursor: TokenCursor): Expression {
  const name = cursor.next();
  const signature = functionSignatures.get(name.text);
  if (signature === undefined) throw new QuerySyntaxError(`unknown function with name "${name.text}"`, name);
  if (signature.experimental && !cursor.experimental)
    throw new QuerySyntaxError(
      `function "${name.text}" is not enabled, it is experimental: expected the experimental functions to be switched on`,
      name,
    );
  const args = parseArguments(cursor, `call to function "${name.text}"`);
  return { kind: 'call', signature, args, span: cursor.spanFrom(name.start) };
}

function parseArguments(cursor: TokenCursor, context: string): Expression[] {
  cursor.expectSymbol('(', context);
  const args: Expression[] = [];
  if (cursor.takeSymbol(')')) return args;
  for (;;) {
    args.push(parseExpression(cursor));
    if (cursor.takeSymbol(')')) return args;
    if (!cursor.takeSymbol(',')) throw cursor.unexpected(context, '"," or ")"');
    if (cursor.isSymbol(')'))
      throw cursor.unexpected(context, 'another argument: trailing commas are not allowed');
  }
}

function parseAggregation(cursor: TokenCursor): Expression {
  const token = cursor.next();
  const operator = token.text.toLowerCase() as AggregationOperator;
  let modifier = parseGrouping(cursor);
  const args = parseArguments(cursor, 'aggregation');
  modifier ??= parseGrouping(cursor);
  const span = cursor.spanFrom(token.start);
  const wanted = parameterAggregations.has(operator) ? 2 : 1;
  if (experimentalAggregations.has(operator) && !cursor.experimental)
    throw new QuerySyntaxError(
      `${operator}() is experimental and must be enabled: expected the experimental functions to be switched on`,
      span,
    );
  const expression = args[wanted - 1];
  if (args.length !== wanted || expression === undefined)
    throw new QuerySyntaxError(
      args.length === 0
        ? 'no arguments for aggregate expression provided'
        : `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
      span,
    );
  const parameter = wanted === 2 ? args[0] : undefined;
  const { grouping, without } = modifier ?? { grouping: [], without: false };
  return {
    kind: 'aggregation',
    operator,
    expression,
    ...(parameter && { parameter }),
    grouping,
    without,
    span,
  };
}

function parseGrouping(cursor: TokenCursor): { grouping: string[]; without: boolean } | undefined {
  if (cursor.word !== 'by' && cursor.word !== 'without') return undefined;
  const without = cursor.next().text.toLowerCase() === 'without';
  return { grouping: parseGroupingLabels(cursor), without };
}

/** A selector whose name, if any, was just taken. */
function parseSelector(cursor: TokenCursor, outerName: string): Expression {
  const start = outerName === '' ? cursor.current.start : cursor.previous.start;
  const matchers: Matcher[] = [];
  let innerName = '';
  if (cursor.takeSymbol('{')) {
    while (!cursor.takeSymbol('}')) {
      const matcher = parseMatcher(cursor);
      if (typeof matcher !== 'string') matchers.push(matcher);
      else if (outerName !== '' || innerName !== '')
        throw new QuerySyntaxError(
          `metric name must not be set twice: "${outerName || innerName}" or "${matcher}"`,
          cursor.spanFrom(start),
        );
      else innerName = matcher;
      if (!cursor.isSymbol('}') && !cursor.takeSymbol(','))
        throw cursor.unexpected('label matching', '"," or "}"');
    }
  }
  const name = outerName || innerName;
  if (name !== '') matchers.push(new Matcher(metricNameLabel, '=', name));
  return { kind: 'vector-selector', name, matchers, modifiers: {}, span: cursor.spanFrom(start) };
}

const matcherOperators: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~']);

/** One matcher, or the metric's name when it is a quoted string alone. */
function parseMatcher(cursor: TokenCursor): Matcher | string {
  const { kind, text, start } = cursor.current;
  if (kind !== 'identifier' && kind !== 'string')
    throw cursor.unexpected('label matching', 'a label, a quoted name or "}"');
  const name = kind === 'string' ? textOf(cursor) : text;
  cursor.next();
  const operator = cursor.current.text;
  if (kind === 'string' && (cursor.isSymbol(',') || cursor.isSymbol('}'))) return name;
  if (cursor.current.kind !== 'symbol' || !matcherOperators.has(operator))
    throw cursor.unexpected('label matching', 'one of "=", "!=", "=~", "!~"');
  cursor.next();
  if (!cursor.isKind('string')) throw cursor.unexpected('label matching', 'a string');
  const value = textOf(cursor);
  cursor.next();
  try {
    return new Matcher(name, operator as MatcherOperator, value);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    throw new QuerySyntaxError(error.message, cursor.spanFrom(start));
  }
}
