import { type Expression, type Matcher, PromqlError, parseQuery } from '@petstore/promql';
import { ApiFailure } from './api-failure.ts';

type Selector = Extract<Expression, { readonly kind: 'vector-selector' }>;

/** The matchers of each `match[]`, which must be plain selectors. */
export function parseSelectors(written: readonly string[], name = 'match[]'): (readonly Matcher[])[] {
  return written.map((text) => {
    const expression = parse(text, name);
    if (expression.kind !== 'vector-selector' || Object.keys(expression.modifiers).length > 0)
      throw ApiFailure.parameter(name, `1:1: parse error: ${JSON.stringify(text)} is no series selector`);
    return expression.matchers;
  });
}

/** The matchers of every selector in an expression, wherever it stands. */
export function selectorsOf(query: string): (readonly Matcher[])[] {
  return [...find(parse(query, 'query'))].map(({ matchers }) => matchers);
}

function parse(text: string, name: string): Expression {
  try {
    return parseQuery(text);
  } catch (error) {
    if (error instanceof PromqlError) throw ApiFailure.parameter(name, error.message);
    throw error;
  }
}

function* find(node: unknown): Generator<Selector> {
  if (typeof node !== 'object' || node === null) return;
  if (isSelector(node)) yield node;
  else for (const part of Object.values(node)) yield* find(part);
}

function isSelector(node: object): node is Selector {
  return 'kind' in node && node.kind === 'vector-selector';
}
