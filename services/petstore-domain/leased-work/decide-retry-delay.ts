const firstRetryMs = 100;

export interface Retry {
  /** How often it was tried in vain before. */
  readonly attempts: number;
  readonly longestMs: number;
  /** Uniform in [0, 1), for the jitter. */
  readonly random: number;
}

/** Doubles with each attempt up to a bound; half of it is jitter, so that what failed together does not come back together. */
export function decideRetryDelay({ attempts, longestMs, random }: Retry): number {
  const boundMs = Math.min(longestMs, firstRetryMs * 2 ** attempts);
  return Math.round(boundMs / 2 + (random * boundMs) / 2);
}
