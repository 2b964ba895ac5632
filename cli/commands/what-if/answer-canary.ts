import {
  type CanaryAnalysis,
  type CanaryObservation,
  decideCanaryTick,
  initialCanaryState,
  type Readiness,
  type WebhookType,
} from '@petstore/engine/controllers/canary';
import { type Static, Type } from 'typebox';
import { type CaseProblem, caseForm, caseObject, count, optional, orNull } from './case-form.ts';

const hookTypes = [
  'confirm-rollout',
  'pre-rollout',
  'rollout',
  'confirm-traffic-increase',
  'confirm-promotion',
  'post-rollout',
  'rollback',
  'event',
] as const satisfies readonly WebhookType[];

const limit = () => orNull(Type.Number());
const anything = () => optional(Type.Unknown());

const MetricSchema = caseObject({
  name: Type.String(),
  thresholdRange: orNull(caseObject({ min: limit(), max: limit() })),
  threshold: limit(),
  interval: anything(),
  templateRef: anything(),
  templateVariables: anything(),
  query: anything(),
});

const WebhookSchema = caseObject({
  name: Type.String(),
  type: orNull(Type.Unsafe<WebhookType | ''>({ type: 'string', enum: [...hookTypes, '', null] })),
  url: anything(),
  timeout: anything(),
  metadata: anything(),
  retries: anything(),
  muteAlert: anything(),
  disableTLS: anything(),
});

const weight = () => orNull(count());

const AnalysisSchema = caseObject({
  interval: anything(),
  threshold: orNull(count()),
  maxWeight: weight(),
  stepWeight: weight(),
  stepWeights: orNull(Type.Array(Type.Integer({ minimum: 0 }))),
  stepWeightPromotion: weight(),
  iterations: orNull(count()),
  match: anything(),
  mirror: orNull(Type.Boolean()),
  mirrorWeight: anything(),
  primaryReadyThreshold: anything(),
  canaryReadyThreshold: anything(),
  sessionAffinity: anything(),
  alerts: anything(),
  metrics: orNull(Type.Array(MetricSchema)),
  webhooks: orNull(Type.Array(WebhookSchema)),
});

const readiness = () =>
  orNull(Type.Unsafe<Readiness>({ type: 'string', enum: ['ok', 'retriable', 'deadline', null] }));
const mapOf = <Value>(value: object) =>
  orNull(Type.Unsafe<Record<string, Value>>({ type: 'object', additionalProperties: value }));

const TickSchema = caseObject({
  newRevision: orNull(Type.Boolean()),
  metrics: mapOf<number | string | null>({ type: ['number', 'string', 'null'] }),
  webhooks: mapOf<'ok' | 'fail'>({ type: 'string', enum: ['ok', 'fail'] }),
  canaryReady: readiness(),
  primaryReady: readiness(),
});
type Tick = Static<typeof TickSchema>;

const CanarySchema = caseObject({
  analysis: AnalysisSchema,
  skipAnalysis: orNull(Type.Boolean()),
  ticks: Type.Array(TickSchema),
});
type CanaryCase = Static<typeof CanarySchema>;

/** Ticks of a Flagger canary with an Istio-like mesh, from phase Initialized. */
export const canaryForm = caseForm(CanarySchema, { decide, check: metricProblems });

function decide(given: CanaryCase): object {
  const analysis = analysisOf(given);
  let state = initialCanaryState;
  const ticks = given.ticks.map((tick) => {
    const decision = decideCanaryTick({ analysis, state, seen: observe(tick) });
    state = decision.state;
    const { phase, primaryWeight, canaryWeight, failedChecks } = state;
    return { phase, primaryWeight, canaryWeight, failedChecks, reason: decision.reason };
  });
  return { ticks };
}

function analysisOf({ analysis, skipAnalysis }: CanaryCase): CanaryAnalysis {
  return {
    threshold: analysis.threshold ?? 0,
    maxWeight: analysis.maxWeight ?? 0,
    stepWeight: analysis.stepWeight ?? 0,
    stepWeights: analysis.stepWeights ?? [],
    stepWeightPromotion: analysis.stepWeightPromotion ?? 0,
    iterations: analysis.iterations ?? 0,
    hasMatch: Array.isArray(analysis.match) ? analysis.match.length > 0 : Boolean(analysis.match),
    mirror: analysis.mirror ?? false,
    skipAnalysis: skipAnalysis ?? false,
    metrics: (analysis.metrics ?? []).map(({ name, thresholdRange: range, threshold }) => ({
      name,
      range: range ? { min: range.min ?? null, max: range.max ?? null } : null,
      threshold: threshold ?? 0,
    })),
    webhooks: (analysis.webhooks ?? []).map(({ name, type }) => ({ name, type: type || 'rollout' })),
  };
}

function observe({ newRevision, metrics, webhooks, canaryReady, primaryReady }: Tick): CanaryObservation {
  return {
    isNewRevision: newRevision ?? false,
    primaryReadiness: primaryReady ?? 'ok',
    canaryReadiness: canaryReady ?? 'ok',
    metric: (name) => {
      const value = new Map(Object.entries(metrics ?? {})).get(name) ?? null;
      return typeof value === 'string' ? 'error' : value;
    },
    // A rollback hook triggers by passing; every other hook stops the canary by failing.
    webhookPasses: ({ name, type }) =>
      (new Map(Object.entries(webhooks ?? {})).get(name) ?? (type === 'rollback' ? 'fail' : 'ok')) === 'ok',
  };
}

function metricProblems({ ticks }: CanaryCase): CaseProblem[] {
  return ticks.flatMap(({ metrics }, index) =>
    Object.entries(metrics ?? {}).flatMap(([name, value]) => {
      if (typeof value !== 'string' || value === 'error') return [];
      return [{ path: ['ticks', index, 'metrics', name], message: 'must be a number or "error"' }];
    }),
  );
}
