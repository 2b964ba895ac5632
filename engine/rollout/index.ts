/** Flagger's canary, tick by tick: what the analysis says and where traffic goes. Pure: asks no metric, calls no webhook, routes nothing. */

export type { CanaryAnalysis, CanaryWebhook, WebhookType } from './canary-analysis.ts';
export type { CanaryPhase, CanaryState } from './canary-state.ts';
export { initialCanaryState } from './canary-state.ts';
export type { CanaryDecision, CanaryObservation, Readiness } from './canary-tick.ts';
export type { MetricCheck, MetricValue } from './check-metrics.ts';
export { decideCanaryTick } from './decide-canary-tick.ts';
