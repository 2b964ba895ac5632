import { Type } from 'typebox';
import { describe, expect, it, test } from 'vitest';
import { canaryText, clusterText } from '../../testing/cluster-manifests.ts';
import { assembleText, problemsOf, sampleWith } from '../../testing/shop-manifests.ts';
import { withoutNulls } from './without-nulls.ts';

describe('null in a manifest', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['metadata:\n  name: shop', 'metadata:\n  name: shop\n  annotations:', clusterText],
    ['  replicas: 2\n', '  replicas: 2\n  strategy: { type: Recreate, rollingUpdate: null }\n', clusterText],
    ['  replicas: 2\n', '  replicas: 2\n  paused: null\n', clusterText],
    [
      '          lifecycle:\n            preStop:\n              sleep:\n                seconds: 1\n',
      '          lifecycle:\n',
      clusterText,
    ],
    [
      '          envFrom:\n            - configMapRef:\n                name: settings\n',
      '          envFrom:\n',
      clusterText,
    ],
    [
      '            requests:\n              cpu: 100m\n',
      '            requests:\n              cpu: 100m\n              memory:\n',
      clusterText,
    ],
    [
      '    matchLabels:\n      app: web\n',
      '    matchLabels:\n      app: web\n    matchExpressions:\n',
      clusterText,
    ],
    ['averageUtilization: 70 }', 'averageUtilization: 70, averageValue: null }', clusterText],
    ['  behavior:\n    scaleUp:\n', '  behavior:\n    scaleDown:\n    scaleUp:\n', clusterText],
    ['      timeout: 5s\n', '      timeout: null\n      fault:\n      match: null\n', clusterText],
    ['  host: web\n', '  host: web\n  exportTo: ~\n', clusterText],
    ['  mtls: { mode: STRICT }', '  mtls: { mode: STRICT }\n  selector:\n', clusterText],
    [
      '      to:\n        - operation: { methods: [GET]',
      '      when:\n      to:\n        - operation: { hosts: null, methods: [GET]',
      clusterText,
    ],
    [
      '  podMetricsEndpoints:\n    - { port: http',
      '  podMetricsEndpoints:\n    - { relabelings: null, port: http',
      clusterText,
    ],
    ['  instances: 1\n', '  instances: 1\n  backup:\n', clusterText],
    ['    interval: 1m\n', '    interval: 1m\n    match: null\n    sessionAffinity:\n', canaryText],
  ];
  test.each(table)('%j is read as if the field were not there: %j', (found, replacement, text) => {
    expect(problemsOf(sampleWith(found, replacement, text))).toEqual([]);
  });

  it('is missing where the field must be there', () => {
    expect(
      problemsOf(
        sampleWith(
          '          image: shop/web:v1\n          command: [node]',
          '          image: null\n          command: [node]',
        ),
      ),
    ).toMatchObject([{ path: 'spec.template.spec.containers[0].image', message: 'is missing: add it' }]);
  });

  it('is a fault as the entry of a list', () => {
    expect(
      problemsOf(sampleWith('          args: [/app/web.mjs]\n', '          args: [/app/web.mjs, null]\n')),
    ).toMatchObject([
      {
        path: 'spec.template.spec.containers[0].args[1]',
        message: expect.stringContaining('but is nothing'),
      },
    ]);
  });

  it('is an empty text under a key of a ConfigMap or Secret, as the API server stores it', () => {
    const { objects } = assembleText(sampleWith('  LOG_LEVEL: info\n', '  LOG_LEVEL:\n'));
    expect(objects.ConfigMap[0]?.data).toEqual({ LOG_LEVEL: '' });
  });

  it('leaves a value without nulls as it is', () => {
    const value = { a: [{ b: 1 }] };
    expect(withoutNulls(value, Type.Unknown())).toBe(value);
  });
});
