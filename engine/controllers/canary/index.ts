/**
 * Flagger's canary, tick by tick: what the analysis says and where traffic goes. Pure: asks no metric, calls no
 * webhook, routes nothing.
 */

export type {
  CanaryAnalysis,
  CanaryWebhook,
  MetricCheck,
  MetricValue,
  WebhookType,
} from './canary-analysis.ts';
export {
  type CanaryDecision,
  type CanaryObservation,
  type CanaryPhase,
  type CanaryState,
  initialCanaryState,
  type Readiness,
} from './canary-state.ts';
export { decideCanaryTick } from './decide-canary-tick.ts';
