import { expect, test } from 'vitest';
import type { AdapterRule } from '../schemas/adapter-rules.ts';
import { composeAdapterQuery, milliOfSample } from './adapter-query.ts';

const metricsQuery = 'sum(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)';
const overrides = { ns: { resource: 'namespaces' }, pod_name: { resource: 'pod' } };
const rule: AdapterRule = { seriesQuery: 'hits_total{pod!=""}', metricsQuery, resources: { overrides } };
const pods = (...names: string[]) => ({ resource: 'pod', names });

test.each([
  [
    'one pod, by the labels of the overrides',
    rule,
    { objects: pods('a') },
    'sum(hits_total{ns="shop",pod_name="a"}) by (pod_name)',
  ],
  [
    'several pods',
    rule,
    { objects: pods('a', 'b') },
    'sum(hits_total{ns="shop",pod_name=~"a|b"}) by (pod_name)',
  ],
  [
    'an object, by the template of its label',
    { ...rule, resources: { template: 'kube_<<.Resource>>' } },
    { objects: { resource: 'service', names: ['web'] } },
    'sum(hits_total{kube_namespace="shop",kube_service="web"}) by (kube_service)',
  ],
  ['an external metric', rule, { objects: null }, 'sum(hits_total{ns="shop"}) by ()'],
  [
    'an external metric of no namespace',
    { ...rule, resources: { namespaced: false } },
    { objects: null },
    'sum(hits_total{}) by ()',
  ],
  [
    'further labels',
    rule,
    {
      objects: null,
      selector: {
        matchLabels: { job: 'we"b' },
        matchExpressions: [
          { key: 'zone', operator: 'In' as const, values: ['a', 'b'] },
          { key: 'tier', operator: 'NotIn' as const, values: ['c'] },
          { key: 'up', operator: 'Exists' as const },
          { key: 'old', operator: 'DoesNotExist' as const },
        ],
      },
    },
    'sum(hits_total{ns="shop",job="we\\"b",zone=~"a|b",tier!~"c",up!="",old=""}) by ()',
  ],
])('asks for %s', (_what, given, request, expression) => {
  expect(composeAdapterQuery(given, { namespace: 'shop', ...request }).expression).toBe(expression);
});

test.each([
  [1.2345, 1_234],
  [-0.0004, 0],
  [Number.NaN, 0],
])('a sample of %d is %d thousandths', (value, milli) => {
  expect(milliOfSample(value)).toBe(milli);
});
