const firstDelayMs = 500;
const longestDelayMs = 30_000;

/** Back-off in ms of a call in doubt after its `attempts`-th attempt: doubles from 500 ms up to 30 s. */
export function decideRetryDelayMs(attempts: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, attempts - 1));
}
