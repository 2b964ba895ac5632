/** Growth, ceiling and jitter of a back-off. */
export type BackOff = {
  /** Delay after the first failure. */
  readonly firstMs: number;
  /** Ceiling of the delay. */
  readonly longestMs: number;
  /** Growth with each failure; 2 by default. */
  readonly factor?: number;
} & (
  | { readonly jitter: 'none' }
  | {
      readonly jitter: keyof typeof randomShares;
      /** Uniform in [0, 1). */
      readonly random: number;
    }
);

/**
 * Share of the delay that is random. `full`: uniform between zero and the delay. `equal`: half of the delay is fixed.
 * `quarter`: three quarters are fixed.
 */
const randomShares = { full: 1, equal: 0.5, quarter: 0.25 } as const;

/**
 * Milliseconds until the next attempt: `firstMs * factor ** failures`, at most `longestMs`, less jitter. `failures`
 * counts the failures before the latest one, from 0. M. Brooker, "Exponential Backoff And Jitter", AWS Architecture
 * Blog 2015.
 * @example backOffMs(2, { firstMs: 100, longestMs: 1_000, jitter: 'equal', random: 0.5 }) // 300: between 200 and 400
 */
export function backOffMs(failures: number, backOff: BackOff): number {
  const { firstMs, longestMs, factor = 2, jitter } = backOff;
  const delayMs = Math.min(longestMs, firstMs * factor ** failures);
  if (jitter === 'none') return delayMs;
  const randomShare = randomShares[jitter];
  return delayMs * (1 - randomShare + randomShare * backOff.random);
}
