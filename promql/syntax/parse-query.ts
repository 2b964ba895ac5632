import { checkExpression } from './check-expression.ts';
import type { Expression } from './expression.ts';
import { parseExpression } from './parse-expression.ts';
import { QuerySyntaxError, toParseError } from './syntax-error.ts';
import { TokenCursor } from './token-cursor.ts';
import { tokenize } from './tokenize.ts';

export interface ParseOptions {
  /** Knows the experimental functions, aggregations, range modifiers, fill modifiers and duration arithmetic. */
  readonly experimental?: boolean;
}

/**
 * Parses a query and checks its types as Prometheus 3 does.
 * Throws `PromqlError` of kind `parse`, whose message has a line `line:column: parse error: ...` for each problem.
 */
export function parseQuery(text: string, { experimental = false }: ParseOptions = {}): Expression {
  const problems: QuerySyntaxError[] = [];
  try {
    const cursor = new TokenCursor(text, tokenize(text), experimental);
    if (cursor.isKind('end')) throw new QuerySyntaxError('no expression found in input', cursor.current);
    const expression = parseExpression(cursor);
    if (!cursor.isKind('end')) throw cursor.unexpected('', 'an operator or the end of the query');
    problems.push(...checkExpression(expression));
    if (problems.length === 0) return expression;
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    problems.push(error);
  }
  throw toParseError(text, problems);
}
