import { systemClock } from '@petstore/chassis/time';
import { expect, test } from 'vitest';
import { ObjectStore } from '../../api/store/object-store.ts';
import { describeAutoscalers, describeByHand } from './cluster-view.ts';

const condition = (type: string, status: 'True' | 'False', message: string) => ({ type, status, message });
const content = condition('AbleToScale', 'True', 'recommended size matches current size');

function autoscaler(status: object | undefined) {
  const store = new ObjectStore({ clock: systemClock });
  const target = { type: 'Utilization', averageUtilization: 70 };
  const written = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 4,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
    },
  } as const;
  store.create(written);
  if (status !== undefined) store.replaceStatus({ ...written, status });
  return describeAutoscalers(store)[0];
}

test('an autoscaler that has not decided yet tells its bounds and no reason', () => {
  expect(autoscaler(undefined)).toEqual({
    name: 'web',
    namespace: 'shop',
    target: 'Deployment/web',
    metrics: 'cpu: <unknown>/70%',
    minReplicas: 1,
    maxReplicas: 4,
    replicas: 0,
    desired: 0,
    reason: null,
  });
});

test.each([
  ['that it is content', [content], 'recommended size matches current size'],
  [
    'what limits it',
    [content, condition('ScalingLimited', 'True', 'more than the maximum')],
    'more than the maximum',
  ],
  [
    'what keeps it from deciding',
    [content, condition('ScalingActive', 'False', 'no metrics'), condition('ScalingLimited', 'True', 'x')],
    'no metrics',
  ],
])('it tells %s', (_what, conditions, reason) => {
  expect(autoscaler({ currentReplicas: 2, desiredReplicas: 3, conditions })).toMatchObject({
    replicas: 2,
    desired: 3,
    reason,
  });
});

test('objects by hand are those of no file, of no owner and not of every cluster', () => {
  const store = new ObjectStore({ clock: systemClock });
  const map = (name: string, metadata: object = {}) =>
    store.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop', ...metadata } });
  map('mine');
  map('from-a-file', { annotations: { 'petstore.dev/from-files': 'true' } });
  map('owned', { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'mine', uid: 'u' }] });
  store.create({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: 'shop' },
  });
  store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } });
  expect(describeByHand(store)).toEqual([{ kind: 'ConfigMap', name: 'mine', namespace: 'shop' }]);
});
