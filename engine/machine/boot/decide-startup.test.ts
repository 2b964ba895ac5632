import { expect, test } from 'vitest';
import { decideStartup, type StartupObservation, type StartupPod } from './decide-startup.ts';

function deployment(name: string, wanted: number, pods: readonly StartupPod[]): StartupObservation {
  return { deployment: name, wanted, ready: pods.filter((pod) => pod.isReady).length, pods };
}

function pod(name: string, changes: Partial<StartupPod> = {}): StartupPod {
  return { name, isReady: false, isFailed: false, failures: 0, message: null, ...changes };
}

test('is ready when every wanted replica is', () => {
  const ready = deployment('a', 1, [pod('a-1', { isReady: true })]);
  expect(decideStartup([ready, deployment('b', 0, [])], false)).toEqual({ outcome: 'ready' });
});

test('waits while a pod is on its way, whatever it failed once', () => {
  const decision = decideStartup([deployment('a', 2, [pod('a-1', { failures: 2 })])], false);
  expect(decision).toEqual({ outcome: 'waiting', reason: 'a 0/2 ready' });
});

test('gives up on a pod that keeps exiting, before the deadline', () => {
  const decision = decideStartup([deployment('a', 1, [pod('a-1', { failures: 3 })])], false);
  expect(decision).toMatchObject({ outcome: 'failed', pod: 'a-1' });
});

test('gives up on a pod with which nothing more is tried', () => {
  const hopeless = deployment('a', 1, [pod('a-1', { isFailed: true, message: 'no such port' })]);
  expect(decideStartup([hopeless], false)).toEqual({
    outcome: 'failed',
    pod: 'a-1',
    reason: 'pod a-1 failed: no such port',
  });
});

test('does not give up on a pod that exited often and is ready now', () => {
  const recovered = deployment('a', 1, [pod('a-1', { failures: 9, isReady: true })]);
  expect(decideStartup([recovered], true)).toEqual({ outcome: 'ready' });
});

test('fails at the deadline and names the pod that did worst with its message', () => {
  const late = deployment('a', 2, [
    pod('a-1', { message: 'slow' }),
    pod('a-2', { failures: 1, message: 'exit 7' }),
  ]);
  expect(decideStartup([late], true)).toEqual({
    outcome: 'failed',
    pod: 'a-2',
    reason: 'not ready in time: a 0/2 ready; a-2: exit 7',
  });
});

test('fails at the deadline even when no pod could be made', () => {
  expect(decideStartup([deployment('a', 1, [])], true)).toMatchObject({ outcome: 'failed', pod: null });
});

test('names every pod that keeps exiting: three with their ends, the others by name', () => {
  const crashing = ['a-1', 'b-1', 'c-1', 'd-1', 'e-1'].map((name) =>
    pod(name, { failures: 3, message: `${name} exit 1` }),
  );
  const decision = decideStartup([deployment('all', 5, crashing)], false);
  expect(decision).toEqual({
    outcome: 'failed',
    pod: 'a-1',
    reason: [
      'pod a-1 exited 3 times before it was ready: a-1 exit 1',
      'pod b-1 exited 3 times before it was ready: b-1 exit 1',
      'pod c-1 exited 3 times before it was ready: c-1 exit 1',
      'and 2 more: d-1, e-1',
    ].join('\n'),
  });
});

test('names also the pods that have exited less often than the one it gives up on', () => {
  const decision = decideStartup(
    [
      deployment('a', 1, [pod('a-1', { failures: 3, message: 'exit 1' })]),
      deployment('b', 1, [pod('b-1', { failures: 1, message: 'exit 7' })]),
    ],
    false,
  );
  expect(decision).toMatchObject({ reason: expect.stringContaining('pod b-1 exited 1 time before') });
});

test('tells the end of one pod of each deployment before that of its replica', () => {
  const crashing = (name: string) => pod(name, { failures: 3, message: 'exit 1' });
  const decision = decideStartup(
    [deployment('a', 2, [crashing('a-1'), crashing('a-2')]), deployment('b', 1, [crashing('b-1')])],
    false,
  );
  const reason = decision.outcome === 'failed' ? decision.reason : '';
  expect(reason.match(/(?<=pod )\S+/g)).toEqual(['a-1', 'b-1', 'a-2']);
});
