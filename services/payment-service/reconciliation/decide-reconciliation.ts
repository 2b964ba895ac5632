import type { ProviderCall } from '../provider-calls/provider-call.ts';

export interface ReconciliationTimes {
  readonly abandonAfterMs: number;
  readonly watchMs: number;
}

type Reconciliation =
  /** Look the call up at the provider, and send it again if it is not found. */
  | 'settle'
  /** Look up only: the payment is abandoned, but a late charge must be voided. */
  | 'watch'
  /** No charge appeared during the watch period. */
  | 'close';

/** Decides what the reconciler does with a call that it has leased. */
export function decideReconciliation(call: ProviderCall, times: ReconciliationTimes): Reconciliation {
  if (call.state === 'pending') return 'settle';
  return call.ageMs > times.abandonAfterMs + times.watchMs ? 'close' : 'watch';
}

/** Whether an authorization without a charge is abandoned: the time for its caller to retry is over. */
export function isToBeAbandoned(call: ProviderCall, times: ReconciliationTimes): boolean {
  return call.operation === 'authorize' && call.ageMs >= times.abandonAfterMs;
}
