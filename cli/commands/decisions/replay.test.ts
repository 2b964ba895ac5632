import {
  behaviorCases,
  decideSync,
  type KeptDecision,
  keepDecision,
  metricCases,
  type ObservedMetric,
  type ScalingState,
  type SyncObservation,
  type TranslatedAutoscaler,
} from '@petstore/engine/controllers/horizontal-autoscaler';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hpaBehaviorForm } from '../what-if/answer-hpa-behavior.ts';
import { hpaMetricForm } from '../what-if/answer-hpa-metric.ts';
import type { CaseForm } from '../what-if/case-form.ts';
import { answerCases } from '../what-if/read-cases.ts';

const names = ['a', 'b', 'c', 'd'] as const;
const milli = fc.integer({ min: 1, max: 1e12 });
const ago = fc.integer({ min: -900_000, max: 0 }).map((ms) => ms / 1_000);
const byPod = <Value>(value: fc.Arbitrary<Value>) =>
  fc
    .tuple(...names.map((name) => fc.option(value).map((given) => [name, given] as const)))
    .map(
      (entries) =>
        new Map(entries.filter((entry): entry is [(typeof names)[number], Value] => entry[1] !== null)),
    );

const pod = {
  phase: fc.constantFrom('Running', 'Pending', 'Failed'),
  ready: fc.constantFrom('True' as const, 'False' as const, null),
  startSeconds: fc.option(ago),
  readyTransitionSeconds: fc.option(ago),
  isDeleting: fc.boolean(),
};
const pods = fc
  .subarray([...names])
  .chain((chosen) => fc.tuple(...chosen.map((name) => fc.record({ name: fc.constant(name), ...pod }))));

const spec: fc.Arbitrary<NonNullable<TranslatedAutoscaler['metrics'][number]['spec']>> = fc.oneof(
  fc.record({
    kind: fc.constant('resourceUtilization' as const),
    resource: fc.constantFrom('cpu', 'memory'),
    targetPercent: fc.integer({ min: 1, max: 300 }),
  }),
  fc.record({
    kind: fc.constant('resourceAverageValue' as const),
    resource: fc.constantFrom('cpu', 'memory'),
    targetMilli: milli,
  }),
  fc.record({
    kind: fc.constantFrom(
      'podsAverageValue' as const,
      'objectValue' as const,
      'objectAverageValue' as const,
      'externalValue' as const,
      'externalAverageValue' as const,
    ),
    targetMilli: milli,
  }),
);
const observed: fc.Arbitrary<ObservedMetric> = fc.record({
  requests: byPod(fc.integer({ min: 0, max: 1e6 }).map((request) => ({ milli: request }))),
  readings: byPod(fc.record({ valueMilli: milli, atSeconds: ago, windowSeconds: fc.nat(60) })),
  valuesMilli: fc.array(milli, { maxLength: 3 }),
  failure: fc.constant(null),
});

const rules = fc.record({
  stabilizationWindowSeconds: fc.integer({ min: 0, max: 600 }).map((seconds) => seconds / 7),
  selectPolicy: fc.constantFrom('Max' as const, 'Min' as const, 'Disabled' as const),
  policies: fc.array(
    fc.record({
      type: fc.constantFrom('Pods' as const, 'Percent' as const),
      value: fc.integer({ min: 1, max: 200 }),
      periodSeconds: fc.integer({ min: 1, max: 600 }).map((seconds) => seconds / 7),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});
const nowSeconds = 1_800_000_000;
/** Ages in halves of a second, so that none lies on the edge of a window of sevenths. */
const atSeconds = fc.integer({ min: 1, max: 1_400 }).map((halves) => nowSeconds - halves / 2 - 0.013);
const state: fc.Arbitrary<ScalingState> = fc.record({
  recommendations: fc.option(fc.array(fc.record({ atSeconds, replicas: fc.nat(20) }), { minLength: 1 })),
  scaleUps: fc.array(fc.record({ atSeconds, change: fc.nat(5) })),
  scaleDowns: fc.array(fc.record({ atSeconds, change: fc.nat(5) })),
});

const kept = fc
  .record({
    metric: fc.tuple(spec, observed),
    pods,
    behavior: fc.option(fc.record({ scaleUp: rules, scaleDown: rules })),
    replicas: fc.nat(20),
    statusReplicas: fc.nat(20),
    maxReplicas: fc.integer({ min: 1, max: 30 }),
    state,
  })
  .map((given): KeptDecision => {
    const [metricSpec, figures] = given.metric;
    const autoscaler: TranslatedAutoscaler = {
      target: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 1,
      maxReplicas: given.maxReplicas,
      behavior: given.behavior,
      tolerances: { up: 0.1, down: 0.05 },
      settings: {
        cpuInitializationPeriodSeconds: 300 / 7,
        initialReadinessDelaySeconds: 30,
        downscaleWindowSeconds: 300 / 7,
      },
      metrics: [{ source: { type: 'Resource', resource: 'cpu' }, spec: metricSpec }],
    };
    const observation: SyncObservation = {
      namespace: 'shop',
      nowSeconds,
      replicas: given.replicas,
      statusReplicas: given.statusReplicas,
      pods: given.pods,
      metrics: [figures],
      barred: null,
    };
    const decision = decideSync(autoscaler, observation, given.state);
    const place = { at: '2026-11-30T09:00:00.000Z', namespace: 'shop', name: 'web', uid: 'u', speed: 7 };
    return keepDecision({ place, spec: autoscaler, observation, decision, state: given.state });
  })
  // As it comes out of the file.
  .map((decision): KeptDecision => JSON.parse(JSON.stringify(decision)));

function replay(cases: readonly object[], form: CaseForm): readonly Readonly<Record<string, unknown>>[] {
  const { results } = answerCases(JSON.stringify({ cases }), form);
  return results as readonly Readonly<Record<string, unknown>>[];
}

test('what-if makes the same proposal of the numbers that were kept', () => {
  fc.assert(
    fc.property(kept, (decision) => {
      expect(replay(metricCases(decision), hpaMetricForm)).toEqual(
        decision.metrics.map(({ result }) => result),
      );
    }),
  );
});

test('what-if holds it back and limits it in the same way', () => {
  const seen = { cases: 0 };
  fc.assert(
    fc.property(kept, (decision) => {
      if (decision.behavior === null) return;
      seen.cases += 1;
      const [stabilization, rate] = replay(behaviorCases(decision), hpaBehaviorForm);
      expect(stabilization?.['stabilized']).toBe(decision.behavior.stabilized);
      expect(rate).toMatchObject({ replicas: decision.to, limit: decision.behavior.limit });
    }),
    { numRuns: 300 },
  );
  expect(seen.cases).toBeGreaterThan(20);
});
