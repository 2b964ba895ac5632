import type { ProbeHistory } from './decide-probe.ts';

/** The three probes of a running container; null where the manifest names none. */
export interface ContainerProbeHistories {
  readonly startup: ProbeHistory | null;
  readonly readiness: ProbeHistory | null;
  readonly liveness: ProbeHistory | null;
}

export interface HealthDecision {
  /** The startup probe, where there is one, has passed: readiness and liveness may ask. */
  readonly isStarted: boolean;
  readonly isReady: boolean;
  readonly mustRestart: boolean;
  readonly reason: string;
}

/**
 * What the probes of a running container mean for it: an absent probe counts as passing, startup gates the other two.
 */
export function decideHealth({ startup, readiness, liveness }: ContainerProbeHistories): HealthDecision {
  if (startup?.verdict === 'failing') {
    return restart(`startup probe failed: ${startup.reason}`);
  }
  if (startup !== null && startup.verdict !== 'passing') {
    const reason = `waiting for the startup probe: ${startup.reason}`;
    return { isStarted: false, isReady: false, mustRestart: false, reason };
  }
  if (liveness?.verdict === 'failing') return restart(`liveness probe failed: ${liveness.reason}`);
  if (readiness !== null && readiness.verdict !== 'passing') {
    const reason = `readiness probe: ${readiness.reason}`;
    return { isStarted: true, isReady: false, mustRestart: false, reason };
  }
  return { isStarted: true, isReady: true, mustRestart: false, reason: 'ready' };
}

function restart(reason: string): HealthDecision {
  return { isStarted: false, isReady: false, mustRestart: true, reason };
}
