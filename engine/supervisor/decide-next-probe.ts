import type { ProbeTiming, ProbeVerdict } from './decide-probe.ts';

export interface ProbeMoment {
  readonly verdict: ProbeVerdict;
  readonly isSuccess: boolean;
  /** Since a result was last counted; null before the first. */
  readonly sinceCountedMs: number | null;
  /** Liveness has nothing to gain from asking early. */
  readonly isEager: boolean;
}

export interface NextProbeDecision {
  /** Whether this result counts towards a threshold. */
  readonly counts: boolean;
  readonly nextInMs: number;
}

const eagerIntervalMs = 100;

/**
 * When to ask again. Until a container has passed for the first time it is asked more often than its period says, so that nobody waits
 * out a period for a process that came up in between; failures still count once a period, so thresholds mean what they mean in a cluster.
 */
export function decideNextProbe(timing: ProbeTiming, moment: ProbeMoment): NextProbeDecision {
  const { verdict, isSuccess, sinceCountedMs, isEager } = moment;
  if (!isEager || verdict === 'passing' || isSuccess) return { counts: true, nextInMs: timing.periodMs };
  const counts = sinceCountedMs === null || sinceCountedMs >= timing.periodMs;
  return { counts, nextInMs: Math.min(eagerIntervalMs, timing.periodMs) };
}
