const firstDelayMs = 500;
const longestDelayMs = 30_000;

/** How long the background leaves a call in doubt alone after its `attempts`-th attempt: doubling from half a second to half a minute. */
export function decideRetryDelayMs(attempts: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, attempts - 1));
}
