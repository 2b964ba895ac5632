import type { ProviderCall } from '../provider-calls/provider-call.ts';

export interface ReconciliationTimes {
  readonly abandonAfterMs: number;
  readonly watchMs: number;
}

export type Reconciliation =
  /** Look into the provider's book, and send the call again when it is not there. */
  | 'settle'
  /** Look only: the payment is given up, but a late charge would have to be voided. */
  | 'watch'
  /** Nothing came in all this time. */
  | 'close';

/** What the background does with a call that nobody else is at. */
export function decideReconciliation(call: ProviderCall, times: ReconciliationTimes): Reconciliation {
  if (call.state === 'pending') return 'settle';
  return call.ageMs > times.abandonAfterMs + times.watchMs ? 'close' : 'watch';
}

/** Whether an authorization that the provider knows nothing of is given up: its caller had all this time to ask again. */
export function isToBeAbandoned(call: ProviderCall, times: ReconciliationTimes): boolean {
  return call.operation === 'authorize' && call.ageMs >= times.abandonAfterMs;
}
