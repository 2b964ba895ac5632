import fc, { type Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import { answerCases } from './read-cases.ts';
import { whatIfForms } from './what-if.ts';
import type { WhatIfKind } from './what-if-kinds.ts';

const small = fc.nat(20);
const id = fc.constantFrom('a', 'b', 'c');
const seconds = fc.integer({ min: -600, max: 0 });
const list = <Value>(value: Arbitrary<Value>, maxLength = 6) => fc.array(value, { maxLength });
const mapOf = <Value>(value: Arbitrary<Value>) => fc.dictionary(id, value);
const maybe = <Value>(value: Arbitrary<Value>) => fc.option(value);
const inTime = <Step extends object>(step: Arbitrary<Step>, scale: number) =>
  list(fc.tuple(fc.nat(scale), step), 12).map((steps) => {
    let t = 0;
    return steps.map(([after, one]) => {
      t += after;
      return { t, ...one };
    });
  });

const pod = fc.record({
  request: maybe(fc.nat(1_000)),
  phase: fc.constantFrom('Running', 'Pending', 'Failed', 'Succeeded'),
  ready: fc.constantFrom('True', 'False', null),
  startTime: maybe(seconds),
  readyTransition: maybe(seconds),
  deleting: fc.boolean(),
});
const hpaMetric = fc.record({
  kind: fc.constantFrom(
    'resourceUtilization',
    'resourceAverageValue',
    'podsAverageValue',
    'objectValue',
    'externalValue',
    'objectAverageValue',
    'externalAverageValue',
  ),
  resource: fc.constantFrom('cpu', 'memory'),
  currentReplicas: small,
  target: fc.integer({ min: 1, max: 1e9 }),
  tolerance: fc.record({ up: fc.double({ min: 0, max: 1, noNaN: true }), down: fc.constant(0) }),
  pods: fc
    .uniqueArray(id)
    .chain((names) => fc.tuple(...names.map((name) => pod.map((one) => ({ name, ...one }))))),
  readings: mapOf(maybe(fc.record({ value: fc.nat(), timestamp: seconds, window: fc.nat(60) }))),
  values: list(fc.nat()),
});

const rules = maybe(
  fc.record({
    stabilizationWindowSeconds: maybe(fc.nat(300)),
    selectPolicy: fc.constantFrom('Max', 'Min', 'Disabled', null),
    policies: maybe(
      list(
        fc.record({
          type: fc.constantFrom('Pods', 'Percent'),
          value: fc.nat(200),
          periodSeconds: fc.integer({ min: 1, max: 600 }),
        }),
      ),
    ),
  }),
);
const hpaBehavior = fc.record({
  kind: fc.constant('sequence'),
  initialReplicas: small,
  minReplicas: small,
  maxReplicas: fc.integer({ min: 1, max: 30 }),
  behavior: maybe(fc.record({ scaleUp: rules, scaleDown: rules })),
  steps: inTime(fc.record({ desired: maybe(fc.integer({ min: -1, max: 60 })) }), 200),
});

const series = list(
  fc.record({ start: fc.nat(1e7), step: fc.integer({ min: 1, max: 1e6 }), values: list(fc.nat()) }),
  3,
);
const amounts = fc.record({ cpuMillicores: maybe(fc.nat()), memoryBytes: maybe(fc.nat()) });
const vpa = fc.record({
  containers: mapOf(
    list(
      fc.record({
        cpuMillicores: series,
        memoryBytes: series,
        oom: list(fc.record({ t: fc.nat(1e7), requestBytes: fc.nat() }), 2),
      }),
      3,
    ),
  ),
  policy: maybe(mapOf(fc.record({ minAllowed: maybe(amounts), maxAllowed: maybe(amounts) }))),
});

const canary = fc.record({
  analysis: fc.record({
    threshold: fc.nat(3),
    maxWeight: fc.nat(120),
    stepWeight: fc.nat(60),
    stepWeights: list(fc.nat(120)),
    stepWeightPromotion: fc.nat(60),
    iterations: fc.nat(3),
    mirror: fc.boolean(),
    match: list(fc.constant({}), 1),
    metrics: list(fc.record({ name: id, threshold: small })),
    webhooks: list(
      fc.record({
        name: id,
        type: fc.constantFrom('rollout', 'rollback', 'confirm-promotion', 'confirm-rollout', null),
      }),
    ),
  }),
  ticks: list(
    fc.record({
      newRevision: fc.boolean(),
      metrics: mapOf(fc.oneof(small, fc.constant('error'))),
      webhooks: mapOf(fc.constantFrom('ok', 'fail')),
      canaryReady: fc.constantFrom('ok', 'retriable', 'deadline'),
      primaryReady: fc.constantFrom('ok', 'ok', 'deadline'),
    }),
    20,
  ),
});

const outlier = fc.record({
  hosts: fc.constant(['a', 'b', 'c']),
  config: fc.record({
    consecutive5xx: fc.nat(3),
    maxEjectionPercent: fc.nat(120),
    alwaysEjectOneHost: fc.boolean(),
    splitExternalLocalOriginErrors: fc.boolean(),
    successRate: fc.record({ minimumHosts: fc.nat(3), requestVolume: fc.nat(3), stdevFactor: fc.nat(2_000) }),
    failure_percentage_minimum_hosts: fc.nat(3),
    base_ejection_time: fc.constantFrom('5s', 1_000),
  }),
  steps: inTime(
    fc.record({
      op: fc.constantFrom('response', 'sweep', 'timeout', 'connectFailure', 'connectSuccess'),
      host: id,
      code: fc.integer({ min: 100, max: 599 }),
      count: small,
    }),
    20_000,
  ),
});

const text = fc.constantFrom('*', '*a', 'a*', 'a', '/a/{*}', '10.0.0.0/8', 'x/ns/a/sa/b', '[', '8001');
const sides = (...names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, list(text, 2)])), { requiredKeys: [] });
const authorization = fc.record({
  workload: fc.record({ namespace: id, labels: mapOf(id) }),
  policies: list(
    fc.record({
      namespace: id,
      action: fc.constantFrom('ALLOW', 'DENY', 'CUSTOM', 'AUDIT'),
      selector: maybe(fc.record({ matchLabels: mapOf(id) })),
      rules: maybe(
        list(
          fc.record({
            from: list(
              fc.record({
                source: sides(
                  'principals',
                  'notNamespaces',
                  'ipBlocks',
                  'requestPrincipals',
                  'serviceAccounts',
                ),
              }),
            ),
            to: list(fc.record({ operation: sides('paths', 'notHosts', 'ports', 'methods') })),
            when: list(
              fc.record({
                key: fc.constantFrom('source.ip', 'request.headers[a]', 'request.auth.claims[a][b]', 'x'),
                values: list(text),
              }),
            ),
          }),
          2,
        ),
      ),
    }),
  ),
  request: fc.record({
    path: fc.webPath(),
    method: text,
    host: text,
    port: fc.constant(8_001),
    principal: maybe(text),
    sourceIp: maybe(fc.ipV4()),
    headers: mapOf(text),
    jwt: maybe(fc.record({ iss: text, claims: mapOf(fc.jsonValue()) })),
    protocol: fc.constantFrom('HTTP', 'TCP', null),
  }),
});

const alert = fc.record({
  forSeconds: fc.nat(100),
  keepFiringForSeconds: fc.nat(100),
  limit: fc.nat(3),
  evals: inTime(fc.record({ active: fc.subarray(['x', 'y', 'z']), newForSeconds: maybe(fc.nat(100)) }), 600),
});

const anyCase: Readonly<Record<WhatIfKind, Arbitrary<object>>> = {
  'hpa-metric': hpaMetric,
  'hpa-behavior': hpaBehavior,
  vpa,
  canary,
  outlier,
  authorization,
  alert,
};

/** Numbers that JSON cannot represent, and negative zero. */
function unsound(value: unknown): unknown[] {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(unsound) : [];
}

test.each(Object.entries(anyCase))('%s answers every valid case with finite numbers', (kind, cases) => {
  const form = whatIfForms[kind as WhatIfKind];
  fc.assert(
    fc.property(fc.array(cases, { maxLength: 3 }), (made) => {
      const { results } = answerCases(JSON.stringify({ cases: made }), form);
      expect(results).toHaveLength(made.length);
      expect(unsound(results)).toEqual([]);
      expect(JSON.stringify(results)).not.toContain('undefined');
    }),
    { numRuns: 40 },
  );
});
