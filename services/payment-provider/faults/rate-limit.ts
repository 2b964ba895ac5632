/** A token bucket with a capacity of one second's tokens. */
export interface RateLimit {
  /** Takes one token; false if there is none. After a change of the rate the bucket is full. */
  take(perSecond: number, nowMs: number): boolean;
}

export function createRateLimit(): RateLimit {
  let rate = 0;
  let tokens = 0;
  let filledAtMs = 0;
  return {
    take(perSecond, nowMs) {
      if (perSecond !== rate) {
        rate = perSecond;
        tokens = perSecond;
        filledAtMs = nowMs;
      }
      tokens = Math.min(rate, tokens + ((nowMs - filledAtMs) / 1_000) * rate);
      filledAtMs = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
