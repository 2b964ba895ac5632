import { backOffMs } from '../../resilience/back-off.ts';

export type Redelivery = { readonly afterMs: number } | 'left-to-operator';

const backOff = { firstMs: 200, longestMs: 60_000, factor: 3, jitter: 'none' } as const;
const mostAttempts = 6;

/**
 * When an event is redelivered after this many failed attempts; after six, about half a minute, it is left to an
 * operator.
 */
export function decideRedelivery(attempts: number): Redelivery {
  if (attempts >= mostAttempts) return 'left-to-operator';
  return { afterMs: backOffMs(attempts - 1, backOff) };
}
