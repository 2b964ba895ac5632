import {
  type CanaryAnalysis,
  type CanaryWebhook,
  type MetricValue,
  totalWeight,
  type WebhookType,
} from './canary-analysis.ts';

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

/** `retriable`: not ready yet; `deadline`: not ready, and its time is over. */
export type Readiness = 'ok' | 'retriable' | 'deadline';

/** What a tick finds. Webhooks and metrics are asked only when the tick comes to them. */
export interface CanaryObservation {
  /** The target's spec is another than the one that was applied last. */
  readonly isNewRevision: boolean;
  readonly primaryReadiness: Readiness;
  readonly canaryReadiness: Readiness;
  readonly metric: (name: string) => MetricValue;
  readonly webhookPasses: (webhook: CanaryWebhook) => boolean;
}

export interface CanaryDecision {
  readonly state: CanaryState;
  readonly reason: string;
}

/** One run of the interval, as every step of it sees it. */
export interface CanaryTick {
  readonly analysis: CanaryAnalysis;
  readonly state: CanaryState;
  readonly seen: CanaryObservation;
}

/** Decides the tick, or leaves it to the next step by null. */
export type CanaryStep = (tick: CanaryTick) => CanaryDecision | null;

export function decided(state: CanaryState, reason: string): CanaryDecision {
  return { state, reason };
}

export function rolledBack({ state }: CanaryTick, reason: string): CanaryDecision {
  return decided({ ...beginPhase(state, 'Failed'), ...allToPrimary }, `Rolled back: ${reason}`);
}

/** The first webhook of a type that fails; null when all pass. */
export function failingWebhook({ analysis, seen }: CanaryTick, type: WebhookType): CanaryWebhook | null {
  return analysis.webhooks.find((webhook) => webhook.type === type && !seen.webhookPasses(webhook)) ?? null;
}
