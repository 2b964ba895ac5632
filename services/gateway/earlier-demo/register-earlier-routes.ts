import type { HttpServer } from '@petstore/chassis/http';
import type { Problem } from '@petstore/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CorrelationClaims } from '../correlation/correlation-claims.ts';
import { adoptCorrelation } from './adopt-correlation.ts';
import { registerEarlierBrowsing } from './register-earlier-browsing.ts';
import { type EarlierOrderingOptions, registerEarlierOrdering } from './register-earlier-ordering.ts';
import { viewEarlierFailure } from './view-earlier.ts';

const prefixes = ['/petstore-domain', '/api/petstore-domain'];

/** Since when the paths are old (RFC 9745), and when they go (RFC 8594). */
const deprecated = {
  deprecation: `@${Date.UTC(2026, 10, 22) / 1_000}`,
  sunset: new Date(Date.UTC(2027, 10, 22)).toUTCString(),
  link: '</openapi.json>; rel="deprecation"; type="application/json"',
};

/**
 * The earlier demo's paths, translated to the current API: the same rules and services behind them, other words and one envelope in
 * front. They know no tokens, so they stand only where demonstration sessions do.
 */
export function registerEarlierRoutes(
  server: HttpServer,
  options: EarlierOrderingOptions & { readonly claims: CorrelationClaims },
): void {
  for (const prefix of prefixes) {
    server.register(
      async (scope: HttpServer) => {
        scope.addHook('preValidation', adoptCorrelation(options.claims));
        scope.addHook('onSend', putIntoEnvelope);
        registerEarlierBrowsing(scope, options);
        registerEarlierOrdering(scope, options);
      },
      { prefix },
    );
  }
}

/** Refusals are made as everywhere, and only their words are changed here. */
async function putIntoEnvelope(
  _request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  reply.headers(deprecated);
  const type = String(reply.getHeader('content-type') ?? '');
  if (!type.startsWith('application/problem+json') || typeof payload !== 'string') return payload;
  reply.type('application/json');
  const problem: Problem = JSON.parse(payload);
  return JSON.stringify(viewEarlierFailure(problem));
}
