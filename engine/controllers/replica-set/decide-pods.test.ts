import { describe, expect, test } from 'vitest';
import { decidePods, type PodObservation } from './decide-pods.ts';

const nowMs = 10_000_000;

function pod(name: string, changes: Partial<PodObservation> = {}): PodObservation {
  return {
    name,
    uid: name,
    isScheduled: true,
    phase: 'Running',
    isReady: true,
    readySinceMs: 1000,
    deletionCost: 0,
    restarts: 0,
    createdAtMs: 500,
    ...changes,
  };
}

test('creates what is missing', () => {
  expect(decidePods({ wanted: 3, nowMs }, [pod('a')])).toEqual({
    createCount: 2,
    surplus: [],
    reason: '3 wanted, 1 there: creating 2',
  });
});

test('leaves a matching count alone', () => {
  expect(decidePods({ wanted: 1, nowMs }, [pod('a')])).toEqual({
    createCount: 0,
    surplus: [],
    reason: '1 wanted, 1 there',
  });
});

test('deletes everything for a count of zero', () => {
  expect(decidePods({ wanted: 0, nowMs }, [pod('a'), pod('b')]).surplus).toHaveLength(2);
});

describe('deletes first', () => {
  const youngMs = nowMs - 1000;
  test.each([
    {
      what: 'a pod without a node',
      first: { isScheduled: false, phase: 'Pending' as const, isReady: false, deletionCost: 9 },
    },
    {
      what: 'a pod that is not running yet',
      first: { phase: 'Pending' as const, isReady: false, deletionCost: 9 },
    },
    { what: 'an unready pod', first: { isReady: false, readySinceMs: null, deletionCost: 9 } },
    { what: 'a pod that costs less', first: { deletionCost: -1 } },
    { what: 'the pod that is ready for much less time', first: { readySinceMs: youngMs } },
    { what: 'the pod with more restarts', first: { restarts: 2, createdAtMs: 1 } },
    { what: 'a much newer pod', first: { createdAtMs: youngMs } },
  ])('$what', ({ first }) => {
    const pods = [pod('a'), pod('b', first), pod('c')];
    expect(decidePods({ wanted: 2, nowMs }, pods).surplus).toEqual(['b']);
  });

  test('any of the pods that are about as old', () => {
    const pods = [pod('a', { createdAtMs: 501 }), pod('b', { createdAtMs: 502 }), pod('c')];
    expect(decidePods({ wanted: 2, nowMs }, pods).surplus).toEqual(['a']);
  });

  test('in the order of the rules, where several hold', () => {
    const pods = [
      pod('cheap', { deletionCost: -5 }),
      pod('unready', { isReady: false, readySinceMs: null }),
      pod('pending', { isReady: false, readySinceMs: null, phase: 'Pending' }),
      pod('unplaced', { isReady: false, readySinceMs: null, phase: 'Pending', isScheduled: false }),
      pod('kept'),
    ];
    expect(decidePods({ wanted: 1, nowMs }, pods).surplus).toEqual([
      'unplaced',
      'pending',
      'unready',
      'cheap',
    ]);
  });
});
