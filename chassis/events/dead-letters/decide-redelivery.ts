export type Redelivery = { readonly afterMs: number } | 'set-aside';

const firstPauseMs = 200;
const growth = 3;
const longestPauseMs = 60_000;
const mostAttempts = 6;

/** When an event that failed so many times is tried again by itself; after about half a minute it waits for an operator. */
export function decideRedelivery(attempts: number): Redelivery {
  if (attempts >= mostAttempts) return 'set-aside';
  return { afterMs: Math.min(longestPauseMs, firstPauseMs * growth ** (attempts - 1)) };
}
