import { isCorrelationId, withInteraction } from '@petstore/chassis/correlation';
import type { HttpServer } from '@petstore/chassis/http';
import { headers, type Problem } from '@petstore/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { adoptIfOwn } from '../correlation/claim-correlation.ts';
import type { CorrelationClaims } from '../correlation/correlation-claims.ts';
import { registerEarlierBrowsing } from './register-earlier-browsing.ts';
import { type EarlierOrderingOptions, registerEarlierOrdering } from './register-earlier-ordering.ts';
import { viewEarlierFailure } from './view-earlier.ts';

const prefixes = ['/petstore-domain', '/api/petstore-domain'];

/** Headers with the dates of deprecation (RFC 9745) and removal (RFC 8594) of the paths. */
const deprecated = {
  deprecation: `@${Date.UTC(2026, 10, 22) / 1_000}`,
  sunset: new Date(Date.UTC(2027, 10, 22)).toUTCString(),
  link: '</openapi.json>; rel="deprecation"; type="application/json"',
};

/**
 * The earlier demo's paths, translated to the current API: same rules and services, other field names and one envelope.
 * They require no token, so they are registered only with demonstration sessions.
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
        registerEarlierBrowsing(scope, options.domain);
        registerEarlierOrdering(scope, options);
      },
      { prefix },
    );
  }
}

/** Adds the deprecation headers and converts problem details to the earlier demo's envelope. */
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

/**
 * Continues under the correlation id in the query or the body, as the earlier demo sent it; the current header takes
 * precedence.
 */
function adoptCorrelation(claims: CorrelationClaims) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const correlationId = correlationIn(request.query) ?? correlationIn(request.body);
    if (correlationId === undefined || request.headers[headers.correlationId] !== undefined) done();
    else
      void adoptIfOwn(request, reply, claims, correlationId).then(() =>
        withInteraction(request.interaction, done),
      );
  };
}

function correlationIn(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null || !('correlation_id' in part)) return undefined;
  const { correlation_id: value } = part;
  return isCorrelationId(value) ? value : undefined;
}
