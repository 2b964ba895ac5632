import { expect, test } from 'vitest';
import { decideReplicas, type ReplicaObservation } from './decide-replicas.ts';

function pod(name: string, changes: Partial<ReplicaObservation> = {}): ReplicaObservation {
  return {
    name,
    isTerminating: false,
    isRunning: true,
    isReady: true,
    readySinceMs: 1000,
    restarts: 0,
    createdAtMs: 500,
    ...changes,
  };
}

test('starts what is missing', () => {
  expect(decideReplicas(3, [pod('a')])).toEqual({
    startCount: 2,
    stop: [],
    reason: '3 wanted, 1 there: starting 2',
  });
});

test('does not count a terminating pod', () => {
  expect(decideReplicas(1, [pod('a', { isTerminating: true })]).startCount).toBe(1);
});

test('leaves a matching count alone', () => {
  expect(decideReplicas(1, [pod('a')])).toEqual({ startCount: 0, stop: [], reason: '1 wanted, 1 there' });
});

test('stops everything for a count of zero', () => {
  expect(decideReplicas(0, [pod('a'), pod('b')]).stop).toHaveLength(2);
});

test.each([
  ['a pod that is not running yet', pod('b', { isRunning: false, isReady: false, createdAtMs: 1 })],
  ['an unready pod', pod('b', { isReady: false, createdAtMs: 1 })],
  ['the pod that is ready for less time', pod('b', { readySinceMs: 2000, createdAtMs: 1 })],
  ['the pod with more restarts', pod('b', { restarts: 2, createdAtMs: 1 })],
  ['the newest pod', pod('b', { createdAtMs: 600 })],
])('stops %s first', (_title, first) => {
  expect(decideReplicas(2, [pod('a'), first, pod('c')]).stop).toEqual(['b']);
});
