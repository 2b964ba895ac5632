import type { ArithmeticOperator, Duration } from './expression.ts';
import { parseDurationMs, parseNumber } from './literals.ts';
import { QuerySyntaxError } from './syntax-error.ts';
import type { TokenCursor } from './token-cursor.ts';

const levels: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '^': 3 };
const longestSeconds = 9_223_372_036;

/** The length in brackets, or a step after the colon: more than nothing. */
export function parseBracketDuration(cursor: TokenCursor): Duration {
  const { start } = cursor.current;
  const duration = parseArithmetic(cursor, 1);
  if (isPlain(duration) && secondsOf(duration) <= 0)
    throw new QuerySyntaxError('duration must be greater than 0', cursor.spanFrom(start));
  return duration;
}

/** What follows `offset`: a literal with an optional sign, or arithmetic in parentheses. */
export function parseOffset(cursor: TokenCursor): Duration {
  return parseSigned(cursor, 'offset');
}

function parseArithmetic(cursor: TokenCursor, level: number): Duration {
  return cursor.deeper(() => {
    const start = cursor.current.start;
    let left = parseOperand(cursor);
    for (;;) {
      const { kind, text } = cursor.current;
      const own = kind === 'symbol' ? (levels[text] ?? 0) : 0;
      if (own < level || own === 0) return left;
      cursor.next();
      const right = parseArithmetic(cursor, own === 3 ? own : own + 1);
      refuseUnlessExperimental(cursor, start);
      left = { kind: 'arithmetic', operator: text as ArithmeticOperator, left, right };
    }
  });
}

/**
 * Within arithmetic a sign binds less than a power, so that `-2 ^ 2` is -4; before an offset's literal it belongs to
 * that.
 */
function parseOperand(cursor: TokenCursor): Duration {
  const isNegative = cursor.isSymbol('-');
  if (!isNegative && !cursor.isSymbol('+')) return parseSigned(cursor, 'duration');
  cursor.next();
  const operand = parseArithmetic(cursor, levels['^'] ?? 3);
  if (!isNegative) return operand;
  return operand.kind === 'literal'
    ? { ...operand, seconds: -operand.seconds }
    : { kind: 'negative', operand };
}

function parseSigned(cursor: TokenCursor, context: string): Duration {
  const { start } = cursor.current;
  if (cursor.takeSymbol('+')) return parseSigned(cursor, context);
  if (cursor.takeSymbol('-')) {
    const operand = parseSigned(cursor, context);
    if (operand.kind === 'literal') return { ...operand, seconds: -operand.seconds };
    return { kind: 'negative', operand };
  }
  if (cursor.takeSymbol('(')) {
    const operand = parseArithmetic(cursor, 1);
    cursor.expectSymbol(')', context);
    refuseUnlessExperimental(cursor, start);
    return { kind: 'group', operand };
  }
  if (cursor.current.kind === 'identifier' && cursor.peek(1).text === '(') return parseFunction(cursor);
  return parseLiteral(cursor, context);
}

function parseFunction(cursor: TokenCursor): Duration {
  const word = cursor.next();
  const name = word.text.toLowerCase();
  cursor.expectSymbol('(', 'duration');
  let duration: Duration;
  if (name === 'step' || name === 'range' || name === 'start' || name === 'end')
    duration = { kind: 'query', name };
  else if (name === 'min' || name === 'max') {
    const left = parseArithmetic(cursor, 1);
    cursor.expectSymbol(',', 'duration');
    duration = { kind: 'extreme', name, left, right: parseArithmetic(cursor, 1) };
  } else
    throw new QuerySyntaxError(
      `unexpected "${word.text}" in duration, expected one of step(), range(), min(), max()`,
      word,
    );
  cursor.expectSymbol(')', 'duration');
  refuseUnlessExperimental(cursor, word.start);
  return duration;
}

function parseLiteral(cursor: TokenCursor, context: string): Duration {
  const { kind, text } = cursor.current;
  const ms = kind === 'number' ? parseDurationMs(text) : undefined;
  const isDuration = ms !== undefined && text !== '0';
  const seconds = isDuration ? ms / 1000 : kind === 'number' ? parseNumber(text) : undefined;
  if (seconds === undefined) throw cursor.unexpected(context, 'a duration such as 5m or a number of seconds');
  if (seconds > longestSeconds) throw new QuerySyntaxError('duration out of range', cursor.current);
  cursor.next();
  return { kind: 'literal', seconds, isDuration };
}

function refuseUnlessExperimental(cursor: TokenCursor, start: number): void {
  if (!cursor.experimental)
    throw new QuerySyntaxError(
      'experimental duration expression is not enabled, expected a duration such as 5m',
      cursor.spanFrom(start),
    );
}

function isPlain(duration: Duration): boolean {
  return duration.kind === 'literal';
}

function secondsOf(duration: Duration): number {
  return duration.kind === 'literal' ? duration.seconds : Number.NaN;
}
