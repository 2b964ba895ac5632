import { backOffMs } from '@petstore/chassis/resilience';

export type Redelivery = { readonly afterMs: number } | 'give-up';

const backOff = { firstMs: 500, longestMs: 300_000, jitter: 'none' } as const;
const mostAttempts = 20;

/**
 * Decides after the `attempts`-th failed attempt: a back-off that doubles from 500 ms to five minutes, about an hour in
 * total.
 */
export function decideRedelivery(attempts: number): Redelivery {
  if (attempts >= mostAttempts) return 'give-up';
  return { afterMs: backOffMs(attempts - 1, backOff) };
}
