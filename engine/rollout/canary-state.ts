import { totalWeight } from './canary-analysis.ts';

export type CanaryPhase =
  | 'Initialized'
  | 'Waiting'
  | 'Progressing'
  | 'WaitingPromotion'
  | 'Promoting'
  | 'Finalising'
  | 'Succeeded'
  | 'Failed';

/** What a Canary's status and its routes hold between two ticks. */
export interface CanaryState {
  readonly phase: CanaryPhase;
  /** As traffic is routed, in percent. */
  readonly primaryWeight: number;
  readonly canaryWeight: number;
  readonly isMirroring: boolean;
  readonly failedChecks: number;
  readonly iterations: number;
}

export interface Routes {
  readonly primaryWeight: number;
  readonly canaryWeight: number;
  readonly isMirroring: boolean;
}

export const allToPrimary: Routes = { primaryWeight: totalWeight, canaryWeight: 0, isMirroring: false };
export const allToCanary: Routes = { primaryWeight: 0, canaryWeight: totalWeight, isMirroring: false };

export const initialCanaryState: CanaryState = {
  phase: 'Initialized',
  ...allToPrimary,
  failedChecks: 0,
  iterations: 0,
};

/** A phase in which everything counts from nothing again. */
export function beginPhase(state: CanaryState, phase: CanaryPhase): CanaryState {
  return { ...state, phase, failedChecks: 0, iterations: 0 };
}

/** A later phase keeps the failed checks and forgets the iterations. */
export function enterPhase(state: CanaryState, phase: CanaryPhase): CanaryState {
  return { ...state, phase, iterations: 0 };
}
