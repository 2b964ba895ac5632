import { parseDurationMs, parseNumber, unquote } from './literals.ts';
import { QuerySyntaxError } from './syntax-error.ts';
import type { TokenCursor } from './token-cursor.ts';

/** The text of the string literal that stands here. */
export function textOf(cursor: TokenCursor): string {
  const value = unquote(cursor.current.text);
  if (value === undefined)
    throw new QuerySyntaxError(
      `invalid escape sequence in ${cursor.current.text}, expected one of \\n \\t \\\\ \\" \\xNN \\uNNNN or a raw string in backticks`,
      cursor.current,
    );
  return value;
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
