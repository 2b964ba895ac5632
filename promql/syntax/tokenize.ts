import type { Span } from './expression.ts';
import { QuerySyntaxError } from './syntax-error.ts';

type TokenKind = 'identifier' | 'number' | 'string' | 'symbol' | 'end';

export interface Token extends Span {
  readonly kind: TokenKind;
  /** As written; of an identifier without its quotes there are none. */
  readonly text: string;
}

const space = /[ \t\r\n]+|#[^\n]*/y;
const identifier = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const plainIdentifier = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const hexadecimal = /0[xX][0-9a-fA-F_]+/y;
const durationOrNumber =
  /(?:[0-9]+(?:ms|[smhdwy]))+(?![a-zA-Z0-9_])|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?/y;
const quoted = /"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'|`[^`]*`/y;
const symbolInBraces = /=~|!~|!=|[={},]/y;
const symbolInBrackets = /[[\]():+\-*/%^,]/y;
const symbol = /==|!=|>=|<=|>\/|<\/|=~|!~|[-+*/%^<>=(){}[\],@]/y;

/** All tokens of a query, the last one of kind `end`. Throws `QuerySyntaxError`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let inBraces = false;
  let inBrackets = false;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const add = (kind: TokenKind, length: number): void => {
    tokens.push({ kind, text: text.slice(at, at + length), start: at, end: at + length });
    at += length;
  };
  while (at < text.length) {
    const skipped = take(space);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const word = take(inBraces || inBrackets ? plainIdentifier : identifier);
    const number =
      word === undefined && !inBraces ? (take(hexadecimal) ?? take(durationOrNumber)) : undefined;
    const text0 = word ?? number ?? take(quoted);
    if (text0 !== undefined) {
      add(word !== undefined ? 'identifier' : number !== undefined ? 'number' : 'string', text0.length);
      if (number !== undefined) refuseTrailingLetters(text, tokens.at(-1));
      continue;
    }
    const mark = take(inBraces ? symbolInBraces : inBrackets ? symbolInBrackets : symbol);
    if (mark === undefined) throw unreadable(text, at);
    if (mark === '{') inBraces = true;
    if (mark === '}') inBraces = false;
    if (mark === '[') inBrackets = true;
    if (mark === ']') inBrackets = false;
    add('symbol', mark.length);
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

function refuseTrailingLetters(text: string, token: Token | undefined): void {
  if (token === undefined || !/[a-zA-Z_]/.test(text.charAt(token.end))) return;
  let end = token.end;
  while (/[a-zA-Z0-9_]/.test(text.charAt(end))) end++;
  throw new QuerySyntaxError(
    `bad number or duration syntax: "${text.slice(token.start, end)}", expected a number such as 1.5e3 or 0x1f, or a duration such as 1h30m`,
    { start: token.start, end },
  );
}

function unreadable(text: string, at: number): QuerySyntaxError {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const span = { start: at, end: at + character.length };
  if (character === '"' || character === "'" || character === '`')
    return new QuerySyntaxError(`unterminated quoted string, expected a closing ${character}`, {
      start: at,
      end: text.length,
    });
  return new QuerySyntaxError(`unexpected character: '${character}'`, span);
}
