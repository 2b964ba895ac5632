export interface RefitPolicy {
  /** Number of pending events above which an update costs noticeably more than the first one. */
  readonly mostPending: number;
  /** Largest tolerated absolute entry of `G P - I`; a fresh single-precision fit has about 1e-5. */
  readonly mostDrift: number;
}

export interface RefitDecision {
  readonly isDue: boolean;
  readonly reason: string;
}

export const usualRefitPolicy: RefitPolicy = { mostPending: 128, mostDrift: 1e-3 };

/** Decides whether a model that was updated by events is due for a full fit. */
export function decideRefit(
  { pending, drift }: { readonly pending: number; readonly drift: number },
  { mostPending, mostDrift }: RefitPolicy = usualRefitPolicy,
): RefitDecision {
  // Also true for NaN.
  if (!(drift <= mostDrift)) return { isDue: true, reason: `drifted by ${drift}, more than ${mostDrift}` };
  if (pending >= mostPending) return { isDue: true, reason: `${pending} events since the last full fit` };
  return { isDue: false, reason: `${pending} of ${mostPending} events, drift ${drift}` };
}
