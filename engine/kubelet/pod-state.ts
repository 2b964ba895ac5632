export type PodPhase = 'Pending' | 'Init' | 'Running' | 'Terminating' | 'Failed' | 'CrashLoopBackOff';

export interface PodExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Where the engine itself ended it: Kubernetes' word for why. */
  readonly reason: 'OOMKilled' | null;
  readonly at: string;
}

/** What can be said of a pod at a moment. */
export interface PodState {
  readonly phase: PodPhase;
  readonly isReady: boolean;
  readonly readySinceMs: number | null;
  /** Of the main container. */
  readonly restarts: number;
  /** Exits and failed preparations since the pod was last ready. */
  readonly failures: number;
  readonly pid: number | null;
  readonly startedAtMs: number | null;
  readonly lastExit: PodExit | null;
  /** The reason of the last decision about the pod, in words. */
  readonly message: string | null;
}

export const pendingPod: PodState = {
  phase: 'Pending',
  isReady: false,
  readySinceMs: null,
  restarts: 0,
  failures: 0,
  pid: null,
  startedAtMs: null,
  lastExit: null,
  message: null,
};
