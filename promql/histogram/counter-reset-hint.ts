import type { CounterResetHint } from './float-histogram.ts';

/** The hint of a sum of two histograms: a gauge makes it a gauge; otherwise what both agree on. */
export function combinedHint(one: CounterResetHint, other: CounterResetHint): CounterResetHint {
  if (one === other) return one;
  return one === 'gauge' || other === 'gauge' ? 'gauge' : 'unknown';
}

/** Whether one says that the counter was reset and the other that it was not. */
export function hintsCollide(one: CounterResetHint, other: CounterResetHint): boolean {
  return (one === 'reset' && other === 'not-reset') || (one === 'not-reset' && other === 'reset');
}
