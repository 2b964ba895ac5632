import { PromqlError, parseQuery } from '@petstore/promql';
import { expect, it } from 'vitest';
import { describeQueryProblem } from './query.ts';

function described(expression: string): string {
  try {
    parseQuery(expression);
  } catch (error) {
    if (error instanceof PromqlError) return describeQueryProblem(expression, error);
    throw error;
  }
  throw new Error(`${expression} is an expression`);
}

it.each([
  ['sum(up))', '  sum(up))\n         ^'],
  ['up{job="a}', '  up{job="a}\n         ^'],
  ['rate(up)', '  rate(up)\n       ^^'],
])('marks the position of the error in %s', (expression, marked) => {
  const lines = described(expression).split('\n\n');
  expect(lines.at(-1)?.replace(/\^+$/, '^')).toBe(marked.replace(/\^+$/, '^'));
  expect(lines[0]).toMatch(/^\d+:\d+: parse error: /);
});

it('shows the affected line of several and keeps its tabs', () => {
  expect(described('sum(\n\tup\n\t]\n)')).toMatch(/\n\n {2}\t\]\n {2}\t\^$/);
});
