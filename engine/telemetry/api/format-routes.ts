import { PromqlError, parseQuery, prettifyExpression } from '@petstore/promql';
import { ApiFailure } from './api-failure.ts';
import { type ApiRoute, readOrForm } from './api-route.ts';

/** Lays an expression out, over several lines where it is long. */
export function formatRoutes(): Readonly<Record<string, ApiRoute>> {
  return {
    format_query: {
      methods: readOrForm,
      answer: ({ parameters }) => ({ data: formatted(parameters.text('query')) }),
    },
  };
}

function formatted(query: string): string {
  try {
    return prettifyExpression(parseQuery(query, { experimental: true }));
  } catch (error) {
    if (error instanceof PromqlError) throw ApiFailure.parameter('query', error.message);
    throw error;
  }
}
