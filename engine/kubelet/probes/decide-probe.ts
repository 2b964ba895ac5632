const eagerIntervalMs = 100;

/**
 * How often a probe asks and how many equal answers in a row change its verdict; Kubernetes' fields in milliseconds.
 */
export interface ProbeTiming {
  readonly initialDelayMs: number;
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

export type ProbeVerdict = 'unknown' | 'passing' | 'failing';

export interface ProbeHistory {
  readonly verdict: ProbeVerdict;
  readonly lastResult: boolean | null;
  readonly resultsInARow: number;
  readonly reason: string;
}

export const freshProbeHistory: ProbeHistory = {
  verdict: 'unknown',
  lastResult: null,
  resultsInARow: 0,
  reason: 'not probed yet',
};

export interface ProbeResult {
  readonly isSuccess: boolean;
  readonly reason: string;
}

/**
 * Folds one result into the history. A verdict changes only after a threshold of equal results in a row, as in kubelet:
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/kubelet/prober/worker.go
 */
export function decideProbe(timing: ProbeTiming, history: ProbeHistory, result: ProbeResult): ProbeHistory {
  const { isSuccess, reason } = result;
  const resultsInARow = history.lastResult === isSuccess ? history.resultsInARow + 1 : 1;
  const threshold = isSuccess ? timing.successThreshold : timing.failureThreshold;
  const counted = { lastResult: isSuccess, resultsInARow };
  if (resultsInARow < threshold) {
    const word = isSuccess ? 'success' : 'failure';
    return {
      ...counted,
      verdict: history.verdict,
      reason: `${word} ${resultsInARow} of ${threshold}: ${reason}`,
    };
  }
  return { ...counted, verdict: isSuccess ? 'passing' : 'failing', reason };
}

interface ProbeMoment {
  readonly verdict: ProbeVerdict;
  readonly isSuccess: boolean;
  /** Since a result was last counted; null before the first. */
  readonly sinceCountedMs: number | null;
  /** Liveness has nothing to gain from asking early. */
  readonly isEager: boolean;
}

interface NextProbeDecision {
  /** Whether this result counts towards a threshold. */
  readonly counts: boolean;
  readonly nextInMs: number;
}

/**
 * When to ask again. Until a container has passed for the first time it is asked more often than its period says, so
 * that nobody waits out a period for a process that came up in between; failures still count once a period, so
 * thresholds mean what they mean in a cluster.
 */
export function decideNextProbe(timing: ProbeTiming, moment: ProbeMoment): NextProbeDecision {
  const { verdict, isSuccess, sinceCountedMs, isEager } = moment;
  if (!isEager || verdict === 'passing' || isSuccess) return { counts: true, nextInMs: timing.periodMs };
  const counts = sinceCountedMs === null || sinceCountedMs >= timing.periodMs;
  return { counts, nextInMs: Math.min(eagerIntervalMs, timing.periodMs) };
}
