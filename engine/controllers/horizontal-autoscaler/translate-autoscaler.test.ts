import { expect, test } from 'vitest';
import { clusterPace, paceAt } from '../../machine/pace/pace.ts';
import type { AutoscalerMetric, HorizontalPodAutoscaler } from '../../schemas/horizontal-pod-autoscaler.ts';
import { nameOfMetric } from './metric-words.ts';
import { translateAutoscaler } from './translate-autoscaler.ts';

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } as const;

function translate(spec: Partial<HorizontalPodAutoscaler['spec']>, pace = clusterPace) {
  return translateAutoscaler({ spec: { scaleTargetRef, maxReplicas: 9, ...spec } }, pace);
}

const metric = { name: 'hits', selector: { matchLabels: { job: 'web' } } };
const describedObject = { kind: 'Service', name: 'web' };

test.each<[string, AutoscalerMetric, object | null, string]>([
  [
    'a share of the CPU request',
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
    { kind: 'resourceUtilization', resource: 'cpu', targetPercent: 70 },
    'cpu resource utilization (percentage of request)',
  ],
  [
    'a mean of memory, in thousandths of bytes',
    { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Ki' } } },
    { kind: 'resourceAverageValue', resource: 'memory', targetMilli: 1_024_000 },
    'memory resource',
  ],
  [
    'a share of one container',
    {
      type: 'ContainerResource',
      containerResource: {
        name: 'cpu',
        container: 'main',
        target: { type: 'Utilization', averageUtilization: 50 },
      },
    },
    { kind: 'resourceUtilization', resource: 'cpu', targetPercent: 50 },
    'cpu container resource utilization (percentage of request)',
  ],
  [
    'a metric of pods',
    {
      type: 'Pods',
      pods: { metric: { name: 'hits' }, target: { type: 'AverageValue', averageValue: '70m' } },
    },
    { kind: 'podsAverageValue', targetMilli: 70 },
    'pods metric hits',
  ],
  [
    'a metric of an object',
    { type: 'Object', object: { metric, describedObject, target: { type: 'Value', value: '2k' } } },
    { kind: 'objectValue', targetMilli: 2_000_000 },
    'Service metric hits',
  ],
  [
    'a metric of an object for each replica',
    {
      type: 'Object',
      object: { metric, describedObject, target: { type: 'AverageValue', averageValue: 5 } },
    },
    { kind: 'objectAverageValue', targetMilli: 5_000 },
    'external metric hits(&LabelSelector{MatchLabels:map[string]string{job: web,},MatchExpressions:[]LabelSelectorRequirement{},})',
  ],
  [
    'an external metric',
    { type: 'External', external: { metric: { name: 'hits' }, target: { type: 'Value', value: '0.5' } } },
    { kind: 'externalValue', targetMilli: 500 },
    'external metric hits(nil)',
  ],
  [
    'an external metric for each replica',
    { type: 'External', external: { metric, target: { type: 'AverageValue', averageValue: '500' } } },
    { kind: 'externalAverageValue', targetMilli: 500_000 },
    'external metric hits(&LabelSelector{MatchLabels:map[string]string{job: web,},MatchExpressions:[]LabelSelectorRequirement{},})',
  ],
  [
    'a target that says no number, which is none',
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization' } } },
    null,
    'cpu resource',
  ],
])('translates %s', (_what, written, spec, name) => {
  const [translated] = translate({ metrics: [written] }).metrics;
  expect(translated?.spec).toEqual(spec);
  expect(translated === undefined ? '' : nameOfMetric(translated)).toBe(name);
});

test('takes what a cluster takes where nothing is said', () => {
  expect(translate({})).toMatchObject({
    minReplicas: 1,
    behavior: null,
    tolerances: { up: 0.1, down: 0.1 },
    settings: {
      cpuInitializationPeriodSeconds: 300,
      initialReadinessDelaySeconds: 30,
      downscaleWindowSeconds: 300,
    },
    metrics: [{ spec: { kind: 'resourceUtilization', resource: 'cpu', targetPercent: 80 } }],
  });
});

test('takes a tolerance for each direction', () => {
  const behavior = { scaleUp: { tolerance: '0' }, scaleDown: { tolerance: '50m' } };
  expect(translate({ behavior }).tolerances).toEqual({ up: 0, down: 0.05 });
});

test('shortens windows and periods, and no delay of a pod', () => {
  const policies = [{ type: 'Percent' as const, value: 50, periodSeconds: 60 }];
  const spec = translate({ behavior: { scaleUp: { policies } } }, paceAt(30));
  expect(spec.behavior).toEqual({
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policies: [{ type: 'Percent', value: 50, periodSeconds: 2 }],
    },
    scaleDown: {
      stabilizationWindowSeconds: 10,
      selectPolicy: 'Max',
      policies: [{ type: 'Percent', value: 100, periodSeconds: 0.5 }],
    },
  });
  expect(spec.settings).toEqual({
    cpuInitializationPeriodSeconds: 10,
    initialReadinessDelaySeconds: 30,
    downscaleWindowSeconds: 10,
  });
});
