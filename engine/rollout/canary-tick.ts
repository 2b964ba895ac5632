import type { CanaryAnalysis, CanaryWebhook, WebhookType } from './canary-analysis.ts';
import { allToPrimary, beginPhase, type CanaryState } from './canary-state.ts';
import type { MetricValue } from './check-metrics.ts';

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
