/** The bounds of a back-off, and which part of each delay is random. */
export type BackOff = {
  /** Delay after the first failure. */
  readonly firstMs: number;
  /** Ceiling of the delay. */
  readonly longestMs: number;
  /** By how much the delay grows with each failure; 2 by default. */
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
 * `full`: uniform between zero and the delay. `equal`: half of the delay and a uniform share of the other half. `quarter`: three quarters
 * of it and a uniform share of the last.
 */
const randomShares = { full: 1, equal: 0.5, quarter: 0.25 } as const;

/**
 * Milliseconds until the next attempt: `firstMs * factor ** failures`, at most `longestMs`, less its jitter. `failures` counts those
 * before the last one, from 0. M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015.
 * @example backOffMs(2, { firstMs: 100, longestMs: 1_000, jitter: 'equal', random: 0.5 }) // 300: between 200 and 400
 */
export function backOffMs(failures: number, backOff: BackOff): number {
  const { firstMs, longestMs, factor = 2, jitter } = backOff;
  const delayMs = Math.min(longestMs, firstMs * factor ** failures);
  if (jitter === 'none') return delayMs;
  const randomShare = randomShares[jitter];
  return delayMs * (1 - randomShare + randomShare * backOff.random);
}
