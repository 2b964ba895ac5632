export type Redelivery = { readonly afterMs: number } | 'give-up';

const firstDelayMs = 500;
const longestDelayMs = 300_000;
const mostAttempts = 20;

/**
 * Decides after the `attempts`-th failed attempt: a back-off that doubles from 500 ms to five minutes, about an hour in
 * total.
 */
export function decideRedelivery(attempts: number): Redelivery {
  if (attempts >= mostAttempts) return 'give-up';
  return { afterMs: Math.min(longestDelayMs, firstDelayMs * 2 ** (attempts - 1)) };
}
