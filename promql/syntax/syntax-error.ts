import { PromqlError, type SourceSpan } from '../promql-error.ts';
import type { Span } from './expression.ts';

/** One problem of a query before its line and column are known. */
export class QuerySyntaxError extends Error {
  override readonly name = 'QuerySyntaxError';
  readonly span: Span;

  constructor(message: string, span: Span) {
    super(message);
    this.span = span;
  }
}

/** Line and column, both from 1, of a place in a text. */
export function locate(text: string, { start, end }: Span): SourceSpan {
  const before = text.slice(0, start);
  const lastBreak = before.lastIndexOf('\n');
  const line = before.split('\n').length;
  return { start, end, line, column: start - lastBreak };
}

/** All problems in one error, each on a line of its own as `line:column: parse error: what`. */
export function toParseError(text: string, problems: readonly QuerySyntaxError[]): PromqlError {
  const [first] = problems;
  const lines = problems.map((problem) => {
    const { line, column } = locate(text, problem.span);
    return `${line}:${column}: parse error: ${problem.message}`;
  });
  return new PromqlError('parse', lines.join('\n'), first ? { span: locate(text, first.span) } : {});
}
