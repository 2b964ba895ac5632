import type { Span } from './expression.ts';
import { QuerySyntaxError } from './syntax-error.ts';
import type { Token } from './tokenize.ts';

/** Walks over the tokens of a query, and says what was expected where something else stands. */
export class TokenCursor {
  readonly text: string;
  readonly experimental: boolean;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[], experimental: boolean) {
    this.text = text;
    this.#tokens = tokens;
    this.experimental = experimental;
  }

  get current(): Token {
    return this.peek(0);
  }

  /** The token that was taken last. */
  get previous(): Token {
    return this.peek(-1);
  }

  peek(ahead: number): Token {
    const token = this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new RangeError('no token there');
    return token;
  }

  next(): Token {
    const token = this.current;
    this.#index++;
    return token;
  }

  isKind(kind: Token['kind']): boolean {
    return this.current.kind === kind;
  }

  isSymbol(text: string): boolean {
    return this.current.kind === 'symbol' && this.current.text === text;
  }

  /** Takes a symbol if it stands here. */
  takeSymbol(text: string): boolean {
    const isHere = this.isSymbol(text);
    if (isHere) this.#index++;
    return isHere;
  }

  /** The current identifier in lower case, if it is a keyword's place: keywords do not mind case. */
  get word(): string {
    return this.current.kind === 'identifier' ? this.current.text.toLowerCase() : '';
  }

  isWord(...words: readonly string[]): boolean {
    return words.includes(this.word);
  }

  takeWord(word: string): boolean {
    const isHere = this.word === word;
    if (isHere) this.#index++;
    return isHere;
  }

  expectSymbol(text: string, context: string): Token {
    if (!this.isSymbol(text)) throw this.unexpected(context, `"${text}"`);
    return this.next();
  }

  /** Guards the parser's own stack: nobody writes queries that deep by hand. */
  deeper<T>(work: () => T): T {
    if (++this.#depth > 500)
      throw new QuerySyntaxError('query is nested too deeply, expected at most 500 levels', this.current);
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  unexpected(context: string, expected: string): QuerySyntaxError {
    return new QuerySyntaxError(
      `unexpected ${describe(this.current)}${context === '' ? '' : ` in ${context}`}, expected ${expected}`,
      this.current,
    );
  }

  spanFrom(start: number): Span {
    return { start, end: this.previous.end };
  }
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'end of input';
    case 'symbol':
      return `"${token.text}"`;
    default:
      return `${token.kind} ${token.kind === 'string' ? token.text : `"${token.text}"`}`;
  }
}
