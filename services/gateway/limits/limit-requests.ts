import { currentSpan } from '@petstore/chassis/correlation';
import type { HttpServer } from '@petstore/chassis/http';
import type { TokenVerifier } from '@petstore/chassis/identity';
import type { Metrics } from '@petstore/chassis/metrics';
import type { RateLimitDecision, RateLimiter } from '@petstore/chassis/rate-limit';
import { resilienceErrors } from '@petstore/chassis/resilience';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from './client-address.ts';

interface RequestLimitOptions {
  readonly limiter: RateLimiter;
  readonly verifier: TokenVerifier;
  /** Number of trusted proxies in front of the gateway that append to X-Forwarded-For. */
  readonly trustedHops: number;
  readonly metrics: Metrics;
}

/**
 * Counts each request, before it is handled, against the limit of the customer of a valid token, else of the client's
 * address. The limit does not depend on the path, so spelling, version or alias of a path cannot evade it. Probes are
 * not counted. Throws `rate-limited`.
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
    // An invalid token is left for the route to refuse; the request counts against its address.
    const principal =
      request.principal ?? (await options.verifier.verify(headers.authorization).catch(() => null));
    if (principal !== null) {
      request.principal = principal;
      return `customer:${principal.customerId}`;
    }
  }
  return `address:${clientAddress({ headers, socketAddress: socket.remoteAddress }, options.trustedHops)}`;
}

/**
 * Sets the headers of draft-ietf-httpapi-ratelimit-headers-10: quota and window, remaining requests and seconds until
 * reset.
 */
function describeLimit(
  reply: FastifyReply,
  { limit }: RateLimiter,
  decision: Exclude<RateLimitDecision, { outcome: 'unchecked' }>,
): void {
  reply.header('ratelimit-policy', `"default";q=${limit.quota};w=${limit.periodSeconds}`);
  reply.header('ratelimit', `"default";r=${decision.remaining};t=${Math.ceil(decision.resetSeconds)}`);
}
