import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideMetric, type MetricObservation, type MetricSpec } from './decide-metric.ts';
import type { MetricReading, ObservedPod } from './group-pods.ts';

const cpu = (targetPercent: number): MetricSpec => ({
  kind: 'resourceUtilization',
  resource: 'cpu',
  targetPercent,
});
const memory = (targetPercent: number): MetricSpec => ({
  kind: 'resourceUtilization',
  resource: 'memory',
  targetPercent,
});
const perPod = (targetMilli: number): MetricSpec => ({ kind: 'podsAverageValue', targetMilli });

function pod(name: string, more: Partial<ObservedPod> = {}): ObservedPod {
  return {
    name,
    requestMilli: 100,
    phase: 'Running',
    ready: 'True',
    startSeconds: -900,
    readyTransitionSeconds: -890,
    isDeleting: false,
    ...more,
  };
}

const notReady: Partial<ObservedPod> = { ready: 'False', startSeconds: -100, readyTransitionSeconds: -100 };

function readings(values: Readonly<Record<string, number>>): Map<string, MetricReading> {
  const entries = Object.entries(values);
  return new Map(
    entries.map(([name, valueMilli]) => [name, { valueMilli, atSeconds: 0, windowSeconds: 30 }]),
  );
}

function observe(more: Partial<MetricObservation>): MetricObservation {
  return {
    nowSeconds: 0,
    currentReplicas: more.pods?.length ?? 2,
    pods: [],
    readings: new Map(),
    valuesMilli: [],
    tolerances: { up: 0.1, down: 0.1 },
    cpuInitializationPeriodSeconds: 300,
    initialReadinessDelaySeconds: 30,
    ...more,
  };
}

function replicasOf(spec: MetricSpec, observation: Partial<MetricObservation>): number | string {
  const decision = decideMetric(spec, observe(observation));
  expect(decision.reason).toMatch(/^[A-Z0-9].*\.$/);
  return 'error' in decision ? decision.error : decision.replicas;
}

describe('a metric of pods', () => {
  test.each([
    ['goes up by ceil(ratio * ready pods)', cpu(50), { a: 80, b: 80 }, 4],
    ['goes down by it', cpu(80), { a: 20, b: 20, c: 20, d: 20 }, 1],
    ['truncates the utilization before it compares', cpu(100), { a: 90, b: 109, c: 110 }, 3],
    ['stays within the tolerance', cpu(100), { a: 109, b: 111 }, 2],
    ['stays at the upper end of the tolerance', cpu(100), { a: 110, b: 110 }, 2],
    ['stays at the lower end of the tolerance', cpu(100), { a: 90, b: 90 }, 2],
    ['goes up just beyond it', cpu(100), { a: 111, b: 111 }, 3],
    [
      'goes down just beyond it',
      cpu(100),
      { a: 89, b: 89, c: 89, d: 89, e: 89, f: 89, g: 89, h: 89, i: 89, j: 89 },
      9,
    ],
    ['goes to no replicas when nothing is used', cpu(50), { a: 0, b: 0 }, 0],
    ['takes the mean of plain values', perPod(10), { a: 25, b: 36 }, 6],
  ])('%s', (_what, spec, values, expected) => {
    const pods = Object.keys(values).map((name) => pod(name));
    expect(replicasOf(spec, { pods, readings: readings(values) })).toBe(expected);
  });

  test.each([
    ['no sample at all', cpu(50), [pod('a')], {}, 'metrics_unavailable'],
    ['no sample and no pod', cpu(50), [], {}, 'metrics_unavailable'],
    ['no pod', cpu(50), [], { a: 1 }, 'no_pods'],
    [
      'samples of pods that do not count alone',
      cpu(50),
      [pod('a', { isDeleting: true })],
      { a: 1 },
      'no_metrics_for_ready_pods',
    ],
    [
      'a pod without a request',
      cpu(50),
      [pod('a'), pod('b', { requestMilli: null })],
      { a: 1, b: 1 },
      'missing_request',
    ],
    [
      'a request missing of a pod that is ignored',
      cpu(50),
      [pod('a'), pod('b', { requestMilli: null, phase: 'Failed' })],
      { a: 1 },
      'missing_request',
    ],
    ['samples of strangers alone', cpu(50), [pod('a')], { stranger: 1 }, 'no_metrics_matched_pods'],
    ['no request where none is needed', perPod(10), [pod('a', { requestMilli: null })], { a: 20 }, 2],
  ] as const)('%s: %4$s', (_what, spec, pods, values, expected) => {
    expect(replicasOf(spec, { pods, readings: readings(values) })).toBe(expected);
  });

  test('tells utilization and mean as they were before anything was filled in', () => {
    const pods = [pod('a'), pod('b'), pod('c')];
    const decision = decideMetric(cpu(50), observe({ pods, readings: readings({ a: 99, b: 100 }) }));
    expect(decision).toMatchObject({ utilizationPercent: 99, averageValueMilli: 99 });
  });

  test.each([
    ['a missing pod uses nothing on the way up', cpu(50), [pod('a'), pod('b')], { a: 150 }, 3],
    ['a missing pod uses its request on the way down', cpu(80), [pod('a'), pod('b')], { a: 10 }, 2],
    [
      'a missing pod uses the target where that is more',
      cpu(150),
      ['a', 'b', 'c', 'd'].map((name) => pod(name)),
      { a: 10, b: 10, c: 10 },
      2,
    ],
    [
      'a missing pod uses the target of a plain metric on the way down',
      perPod(100),
      [pod('a'), pod('b'), pod('c')],
      { a: 10, b: 10 },
      2,
    ],
    ['keeps what the missing turn around', cpu(50), [pod('a'), pod('b'), pod('c')], { a: 100 }, 3],
    ['keeps what the missing bring into the tolerance', cpu(50), [pod('a'), pod('b')], { a: 100 }, 2],
    [
      'unready pods use nothing on the way up',
      cpu(50),
      [pod('a'), pod('b', notReady)],
      { a: 150, b: 999 },
      3,
    ],
    [
      'unready pods do not count on the way down',
      cpu(80),
      [pod('a'), pod('b', notReady)],
      { a: 20, b: 999 },
      1,
    ],
    [
      'unready pods count as ready ones of memory',
      memory(50),
      [pod('a'), pod('b', notReady)],
      { a: 150, b: 50 },
      4,
    ],
    [
      'pending pods use nothing on the way up, of any metric',
      perPod(50),
      [pod('a'), pod('b', { phase: 'Pending' })],
      { a: 150 },
      3,
    ],
    [
      'missing and unready pods together',
      cpu(50),
      [pod('a'), pod('b'), pod('c', notReady)],
      { a: 400, c: 1 },
      8,
    ],
    ['the ratio of exactly 1 leaves the missing out', cpu(50), [pod('a'), pod('b')], { a: 50 }, 2],
    ['samples of strangers count in a plain mean', perPod(50), [pod('a')], { a: 50, stranger: 250 }, 3],
  ] as const)('%s', (_what, spec, pods, values, expected) => {
    expect(replicasOf(spec, { pods, readings: readings(values) })).toBe(expected);
  });

  test('never goes against the direction because fewer pods have samples than there are replicas', () => {
    const observation = { pods: [pod('a'), pod('b')], readings: readings({ a: 150 }), currentReplicas: 10 };
    expect(replicasOf(cpu(50), observation)).toBe(10);
    expect(replicasOf(cpu(50), { ...observation, pods: [pod('a')] })).toBe(3);
  });

  test('has a tolerance for each direction', () => {
    const pods = [pod('a'), pod('b')];
    const tolerances = { up: 0, down: 0.5 };
    expect(replicasOf(cpu(100), { pods, tolerances, readings: readings({ a: 101, b: 101 }) })).toBe(3);
    expect(replicasOf(cpu(100), { pods, tolerances, readings: readings({ a: 50, b: 50 }) })).toBe(2);
    expect(replicasOf(cpu(100), { pods, tolerances, readings: readings({ a: 49, b: 49 }) })).toBe(1);
  });
});

describe('a metric of the whole', () => {
  const value: MetricSpec = { kind: 'objectValue', targetMilli: 10_000 };
  const external: MetricSpec = { kind: 'externalValue', targetMilli: 10_000 };
  const each: MetricSpec = { kind: 'externalAverageValue', targetMilli: 10_000 };
  const pods = [pod('a'), pod('b'), pod('c', { ready: 'False' }), pod('d', { phase: 'Pending' })];

  test.each([
    ['ratio times the running and ready pods', value, { valuesMilli: [25_000], pods }, 5],
    [
      'a pod being deleted still counts',
      value,
      { valuesMilli: [20_000], pods: [pod('a', { isDeleting: true })] },
      2,
    ],
    ['the sum of the series', external, { valuesMilli: [10_000, 15_000], pods }, 5],
    ['the tolerance', value, { valuesMilli: [11_000], pods, currentReplicas: 7 }, 7],
    ['the tolerance before any pod is looked for', value, { valuesMilli: [9_000], currentReplicas: 3 }, 3],
    ['no pods', value, { valuesMilli: [25_000], currentReplicas: 3 }, 'no_pods'],
    ['no value', external, { pods }, 'metrics_unavailable'],
    ['from zero without pods and tolerance', value, { valuesMilli: [10_500], currentReplicas: 0 }, 2],
    ['zero stays at zero for nothing', value, { valuesMilli: [0], currentReplicas: 0 }, 0],
    ['the total over the target for each', each, { valuesMilli: [25_000, 6_000], currentReplicas: 2 }, 4],
    ['the tolerance of the average', each, { valuesMilli: [22_000], currentReplicas: 2 }, 2],
    ['an average of no replicas', each, { valuesMilli: [25_000], currentReplicas: 0 }, 3],
  ] as const)('%s', (_what, spec, observation, expected) => {
    expect(replicasOf(spec, observation)).toBe(expected);
  });

  test.each([
    [value, { valuesMilli: [25_000], pods }, 25_000],
    [each, { valuesMilli: [25_001], currentReplicas: 2 }, 12_501],
    [each, { valuesMilli: [25_001], currentReplicas: 0 }, null],
  ] as const)('tells the total, or the average rounded up', (spec, observation, averageValueMilli) => {
    expect(decideMetric(spec, observe(observation))).toMatchObject({
      averageValueMilli,
      utilizationPercent: null,
    });
  });
});

test('proposes a whole number that is never negative, of whatever is used', () => {
  const anyPod = fc.record({
    value: fc.option(fc.nat(5_000)),
    ready: fc.constantFrom('True', 'False', null),
    phase: fc.constantFrom('Running', 'Pending', 'Failed', 'Succeeded'),
    start: fc.integer({ min: -1_000, max: 0 }),
  });
  fc.assert(
    fc.property(fc.array(anyPod), fc.integer({ min: 1, max: 200 }), (made, target) => {
      const pods = made.map(({ ready, phase, start }, index) =>
        pod(`p${index}`, { ready, phase, startSeconds: start, readyTransitionSeconds: start }),
      );
      const values = made.flatMap(({ value }, index) => (value === null ? [] : [[`p${index}`, value]]));
      const decision = decideMetric(
        cpu(target),
        observe({ pods, readings: readings(Object.fromEntries(values)) }),
      );
      if ('error' in decision) return;
      expect(Number.isSafeInteger(decision.replicas)).toBe(true);
      expect(decision.replicas).toBeGreaterThanOrEqual(0);
    }),
  );
});
