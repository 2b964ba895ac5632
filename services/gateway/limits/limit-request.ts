import { currentSpan } from '@petstore/chassis/correlation';
import type { Metrics } from '@petstore/chassis/metrics';
import type { RateLimitDecision, RateLimiter } from '@petstore/chassis/rate-limit';
import { resilienceErrors } from '@petstore/chassis/resilience';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from './client-address.ts';

interface RequestLimitOptions {
  readonly limiter: RateLimiter;
  /** Number of trusted proxies in front of the gateway that append to X-Forwarded-For. */
  readonly trustedHops: number;
  readonly metrics: Metrics;
}

/** Counts a request whose token was verified, if it had one. Throws `rate-limited`. */
export type LimitRequest = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Counts each request against the limit of the customer of a valid token, else of the client's address. The limit does
 * not depend on the path, so spelling, version or alias of a path cannot evade it.
 */
export function createRequestLimit({ limiter, trustedHops, metrics }: RequestLimitOptions): LimitRequest {
  const rejections = metrics.counter('http_server_rejections_total');
  return async (request, reply) => {
    const decision = await limiter.take(bucketOf(request, trustedHops));
    if (decision.outcome === 'unchecked') return;
    describeLimit(reply, limiter, decision);
    if (decision.outcome === 'allowed') return;
    rejections.inc({ reason: 'rate-limit' });
    currentSpan()?.addEvent('request limited');
    const { retryAfterSeconds } = decision;
    throw resilienceErrors.create('rate-limited', { details: { retryAfterSeconds } });
  };
}

function bucketOf({ principal, headers, socket }: FastifyRequest, trustedHops: number): string {
  if (principal !== null) return `customer:${principal.customerId}`;
  return `address:${clientAddress({ headers, socketAddress: socket.remoteAddress }, trustedHops)}`;
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
