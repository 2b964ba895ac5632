export interface RefitPolicy {
  /** Events after which an update costs noticeably more than the first. */
  readonly mostPending: number;
  /** Largest error of `G P - I`; a fresh fit in single precision has some 1e-5. */
  readonly mostDrift: number;
}

export interface RefitDecision {
  readonly isDue: boolean;
  readonly reason: string;
}

export const usualRefitPolicy: RefitPolicy = { mostPending: 128, mostDrift: 1e-3 };

/** Whether a model that learned from events should be fitted anew. */
export function decideRefit(
  { pending, drift }: { readonly pending: number; readonly drift: number },
  { mostPending, mostDrift }: RefitPolicy = usualRefitPolicy,
): RefitDecision {
  // A drift that is no number is the worst of all.
  if (!(drift <= mostDrift)) return { isDue: true, reason: `drifted by ${drift}, more than ${mostDrift}` };
  if (pending >= mostPending) return { isDue: true, reason: `${pending} events since the last full fit` };
  return { isDue: false, reason: `${pending} of ${mostPending} events, drift ${drift}` };
}
