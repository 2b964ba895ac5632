import { expect, test } from 'vitest';
import { groupPods, type MetricReading, type ObservedPod } from './group-pods.ts';

const rules = { nowSeconds: 0, cpuInitializationPeriodSeconds: 300, initialReadinessDelaySeconds: 30 };
const steady: ObservedPod = {
  name: 'pod',
  requestMilli: 100,
  phase: 'Running',
  ready: 'True',
  startSeconds: -900,
  readyTransitionSeconds: -890,
  isDeleting: false,
};
const sample: MetricReading = { valueMilli: 50, atSeconds: 0, windowSeconds: 30 };

function groupOf(pod: Partial<ObservedPod>, reading: MetricReading | null, readiness = true): string {
  const readings = new Map(reading === null ? [] : [['pod', reading]]);
  const groups = groupPods([{ ...steady, ...pod }], readings, readiness ? rules : null);
  if (groups.readyCount === 1) return 'ready';
  if (groups.unready.length === 1) return 'unready';
  return groups.missing.length === 1 ? 'missing' : 'ignored';
}

test.each([
  ['a steady pod', {}, sample, 'ready'],
  ['a deleted pod, pending or not', { isDeleting: true, phase: 'Pending' }, sample, 'ignored'],
  ['a failed pod', { phase: 'Failed' }, null, 'ignored'],
  ['a pending pod, with a sample or not', { phase: 'Pending' }, null, 'unready'],
  ['a running pod without a sample', {}, null, 'missing'],
  ['a pod without a sample before its readiness is asked', { ready: null }, null, 'missing'],
  ['a pod without a Ready condition', { ready: null }, sample, 'unready'],
  ['a pod without a start time', { startSeconds: null }, sample, 'unready'],
  ['a succeeded pod with a sample', { phase: 'Succeeded' }, sample, 'ready'],
] as const)('counts %s as it should', (_what, pod, reading, expected) => {
  expect(groupOf(pod, reading)).toBe(expected);
});

test.each([
  ['not ready', { ready: 'False' }, sample, 'unready'],
  ['ready, its sample older than one window since', {}, { ...sample, atSeconds: -61 }, 'unready'],
  ['ready, its sample exactly one window since', {}, { ...sample, atSeconds: -60 }, 'ready'],
  ['ready for longer', {}, { ...sample, atSeconds: -10 }, 'ready'],
  ['of an unknown readiness', { ready: 'Unknown' }, { ...sample, atSeconds: -10 }, 'ready'],
] as const)('within the initialization period, a pod that is %s is %4$s', (_what, pod, reading, expected) => {
  expect(groupOf({ startSeconds: -299, readyTransitionSeconds: -90, ...pod }, reading)).toBe(expected);
});

test.each([
  ['never became ready', { ready: 'False', readyTransitionSeconds: -371 }, 'unready'],
  ['changed just at the delay', { ready: 'False', readyTransitionSeconds: -370 }, 'ready'],
  ['stopped being ready later', { ready: 'False', readyTransitionSeconds: -100 }, 'ready'],
  ['is ready, its sample being old', { ready: 'True', readyTransitionSeconds: 10 }, 'ready'],
] as const)('after the initialization period, a pod that %s is %3$s', (_what, pod, expected) => {
  expect(groupOf({ startSeconds: -400, ...pod }, sample)).toBe(expected);
});

test('the initialization period ends at its very second', () => {
  const pod = { readyTransitionSeconds: -90 };
  const old = { ...sample, atSeconds: -100 };
  expect(groupOf({ ...pod, startSeconds: -299 }, old)).toBe('unready');
  expect(groupOf({ ...pod, startSeconds: -300 }, old)).toBe('ready');
});

test('asks nobody for readiness where the metric is not the CPU', () => {
  expect(groupOf({ ready: 'False', startSeconds: null }, sample, false)).toBe('ready');
});
