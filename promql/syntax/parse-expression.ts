import {
  type BinaryOperator,
  comparisonOperators,
  type Expression,
  type NumberLiteral,
  setOperators,
} from './expression.ts';
import { parseDurationMs, parseNumber } from './literals.ts';
import { parseBinaryModifiers } from './parse-matching.ts';
import { parsePostfix } from './parse-postfix.ts';
import { parsePrimary } from './parse-primary.ts';
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
  if (operator !== '=' && levels[operator] !== undefined) return operator as BinaryOperator;
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

/** A number with an optional sign, as `@` and `fill` take it. */
export function parseSignedNumber(cursor: TokenCursor, context: string): number {
  const sign = cursor.isSymbol('-') || cursor.isSymbol('+') ? cursor.next().text : '';
  const { text } = cursor.current;
  const value = ['number', 'identifier'].includes(cursor.current.kind) ? secondsOrNumber(text) : undefined;
  if (value === undefined) throw cursor.unexpected(context, 'a number');
  cursor.next();
  return sign === '-' ? -value : value;
}

/** Durations stand for their seconds wherever numbers do. */
function secondsOrNumber(text: string): number | undefined {
  const durationMs = parseDurationMs(text);
  return durationMs === undefined ? parseNumber(text) : durationMs / 1000;
}

export function isComparison(operator: string): boolean {
  return comparisonOperators.has(operator);
}
