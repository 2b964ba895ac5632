import { expect, test } from 'vitest';
import { fromOlderAutoscaler, toOlderAutoscaler } from './autoscaler-v1.ts';

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const metadata = { name: 'web' };
const kind = 'HorizontalPodAutoscaler';
const bounds = { scaleTargetRef, minReplicas: 2, maxReplicas: 3 };
const cpu = (averageUtilization: number) => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

test('an older autoscaler is stored as one with the CPU as its one metric, and read as it was', () => {
  const spec = { ...bounds, targetCPUUtilizationPercentage: 70 };
  const older = { apiVersion: 'autoscaling/v1', kind, metadata, spec, status: { currentReplicas: 9 } };
  const newer = fromOlderAutoscaler(older);
  expect(newer).toEqual({
    apiVersion: 'autoscaling/v2',
    kind,
    metadata,
    spec: { ...bounds, metrics: [cpu(70)] },
  });
  expect(toOlderAutoscaler(newer)).toMatchObject({ apiVersion: 'autoscaling/v1', kind, metadata, spec });
});

test('one without a percentage leaves the metric to the default of the newer version', () => {
  const older = { apiVersion: 'autoscaling/v1', kind, metadata, spec: bounds };
  expect(fromOlderAutoscaler(older)).toEqual({ ...older, apiVersion: 'autoscaling/v2' });
});

test('a list is read in the older form, with what the CPU is at', () => {
  const current = { name: 'cpu', current: { averageUtilization: 34, averageValue: '34m' } };
  const stored = {
    apiVersion: 'autoscaling/v2',
    kind,
    metadata,
    spec: { ...bounds, metrics: [{ type: 'Pods' }, cpu(50)], behavior: {} },
    status: {
      currentReplicas: 2,
      desiredReplicas: 3,
      currentMetrics: [{ type: 'Resource', resource: current }],
    },
  };
  const list = { kind: 'HorizontalPodAutoscalerList', apiVersion: 'autoscaling/v1', items: [stored] };
  expect(toOlderAutoscaler(list)).toEqual({
    ...list,
    items: [
      {
        apiVersion: 'autoscaling/v1',
        kind,
        metadata,
        spec: { ...bounds, targetCPUUtilizationPercentage: 50 },
        status: { currentReplicas: 2, desiredReplicas: 3, currentCPUUtilizationPercentage: 34 },
      },
    ],
  });
});

test('anything else stays as it is', () => {
  const newer = { apiVersion: 'autoscaling/v2', kind, metadata, spec: bounds };
  expect(fromOlderAutoscaler(newer)).toBe(newer);
  const table = { kind: 'Table', rows: [] };
  expect(toOlderAutoscaler(table)).toBe(table);
});
