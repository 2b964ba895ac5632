/** Rate limits that the replicas of a service share. Not who is limited: its user names the buckets. */
export {
  createRateLimiter,
  type RateLimitDecision,
  type RateLimiter,
  type RateLimiterOptions,
} from './create-rate-limiter.ts';
export type { RateLimit } from './rate-limit-store.ts';
