/** Where a rollout stands. */
export interface ProgressObservation {
  readonly wanted: number;
  /** Pods of the current template, and those of them that are available. */
  readonly updated: number;
  readonly available: number;
  /** Pods of earlier templates, and current ones that are on their way out. */
  readonly leaving: number;
  /** Since the numbers above last moved. */
  readonly unmovedMs: number;
  readonly progressDeadlineMs: number;
}

export interface ProgressDecision {
  readonly phase: 'complete' | 'progressing' | 'stalled';
  readonly reason: string;
}

/**
 * What a Deployment's condition `Progressing` says: complete, on its way, or stuck for longer than
 * `progressDeadlineSeconds`.
 */
export function decideProgress(observation: ProgressObservation): ProgressDecision {
  const { wanted, updated, available, leaving, unmovedMs, progressDeadlineMs } = observation;
  const counts = `${available} of ${wanted} current pods available`;
  if (updated === wanted && available === wanted && leaving === 0)
    return { phase: 'complete', reason: counts };
  const rest = leaving === 0 ? counts : `${counts}, ${leaving} still to go`;
  if (unmovedMs < progressDeadlineMs) return { phase: 'progressing', reason: rest };
  return {
    phase: 'stalled',
    reason: `${rest}; no progress for more than ${progressDeadlineMs / 1000} s`,
  };
}
