import type { PromqlError } from '@petstore/promql';

const indent = '  ';

/** What is wrong with an expression, and below the line in question a mark at the place. */
export function describeQueryProblem(expression: string, { message, span }: PromqlError): string {
  if (span === undefined) return message;
  const line = expression.split('\n')[span.line - 1] ?? '';
  // Where a tab is in front, one is before the mark too.
  const before = [...line.slice(0, span.column - 1)]
    .map((character) => (character === '\t' ? '\t' : ' '))
    .join('');
  const length = Math.max(1, Math.min(span.end - span.start, line.length - span.column + 1));
  return `${message}\n\n${indent}${line}\n${indent}${before}${'^'.repeat(length)}`;
}
