import { currentSpan } from '@petstore/chassis/correlation';
import type { HttpServer } from '@petstore/chassis/http';
import type { TokenVerifier } from '@petstore/chassis/identity';
import type { Metrics } from '@petstore/chassis/metrics';
import type { RateLimitDecision, RateLimiter } from '@petstore/chassis/rate-limit';
import { resilienceErrors } from '@petstore/chassis/resilience';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from './client-address.ts';

export interface RequestLimitOptions {
  readonly limiter: RateLimiter;
  readonly verifier: TokenVerifier;
  /** Proxies of ours before the gateway, each of which appends to X-Forwarded-For. */
  readonly trustedHops: number;
  readonly metrics: Metrics;
}

/**
 * Counts each request against the limit of whoever sends it, before anything is done for it: the customer of a valid token, else the
 * client's address. The path plays no part, so no other spelling, version or alias of it has a limit of its own. Probes are not counted.
 */
export function limitRequests(server: HttpServer, options: RequestLimitOptions): void {
  const { limiter, metrics } = options;
  const rejections = metrics.counter('http_server_rejections_total');
  server.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config?.isProbe === true) return;
    const decision = await limiter.take(await bucketOf(request, options));
    if (decision.outcome === 'unchecked') return;
    describeLimit(reply, limiter, decision);
    if (decision.outcome === 'allowed') return;
    rejections.inc({ reason: 'rate-limit' });
    currentSpan()?.addEvent('request limited');
    const { retryAfterSeconds } = decision;
    throw resilienceErrors.create('rate-limited', { details: { retryAfterSeconds } });
  });
}

async function bucketOf(request: FastifyRequest, options: RequestLimitOptions): Promise<string> {
  const { headers, socket } = request;
  if (headers.authorization !== undefined) {
    // A token that does not hold is the route's to refuse; here it makes nobody a customer.
    const principal =
      request.principal ?? (await options.verifier.verify(headers.authorization).catch(() => null));
    if (principal !== null) {
      request.principal = principal;
      return `customer:${principal.customerId}`;
    }
  }
  return `address:${clientAddress({ headers, socketAddress: socket.remoteAddress }, options.trustedHops)}`;
}

/** As draft-ietf-httpapi-ratelimit-headers-10 has it: the quota and its window, what is left of it and until when it is whole again. */
function describeLimit(
  reply: FastifyReply,
  { limit }: RateLimiter,
  decision: Exclude<RateLimitDecision, { outcome: 'unchecked' }>,
): void {
  reply.header('ratelimit-policy', `"default";q=${limit.quota};w=${limit.periodSeconds}`);
  reply.header('ratelimit', `"default";r=${decision.remaining};t=${Math.ceil(decision.resetSeconds)}`);
}
