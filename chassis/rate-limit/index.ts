/** Rate limits shared by the replicas of a service. The caller names the buckets and so decides who is limited. */

export {
  createRateLimiter,
  type RateLimitDecision,
  type RateLimiter,
  type RateLimiterOptions,
} from './create-rate-limiter.ts';
export { type RateLimit, rateLimitLeaseMigration, rateLimitMigration } from './rate-limit-store.ts';
