import { expect, test } from 'vitest';
import type { Condition } from '../../api/objects/api-object.ts';
import { composePodStatus, type PodObservation } from './compose-pod-status.ts';
import { type ContainerRecord, terminatedState } from './container-record.ts';

const startMs = Date.UTC(2026, 10, 30, 9);

const waiting: ContainerRecord = {
  name: 'main',
  image: 'thing:v1',
  state: { value: 'waiting', reason: 'ContainerCreating', message: null },
  last: null,
  isStarted: false,
  isReady: false,
  restarts: 0,
  run: 0,
};
const running: ContainerRecord = {
  ...waiting,
  state: { value: 'running', startedAtMs: startMs },
  isStarted: true,
  isReady: true,
  run: 1,
};

function ended(code: number | null, signal: NodeJS.Signals | null = null) {
  const times = { startedAtMs: startMs, finishedAtMs: startMs + 1_000, run: 1 };
  return terminatedState({ exit: { code, signal, error: null }, outOfMemory: null, ...times });
}

const completed: ContainerRecord = { ...running, name: 'init', state: ended(0) };

interface Shown {
  readonly phase: string;
  readonly conditions: readonly Condition[];
  readonly containerStatuses: readonly object[];
}

function statusOf(changes: Partial<PodObservation>, previous: readonly Condition[] = [], afterMs = 0): Shown {
  const observed = {
    uid: 'u-1',
    qosClass: 'BestEffort',
    startedAtMs: startMs,
    isPrepared: true,
    isOver: false,
    initContainers: [],
    containers: [running],
    appDirectory: '/srv/app',
    ...changes,
  } as const;
  return composePodStatus(observed, previous, startMs + afterMs) as unknown as Shown;
}

test.each<[string, Partial<PodObservation>, string]>([
  ['nothing runs yet', { containers: [waiting] }, 'Pending'],
  ['an init container runs', { initContainers: [running] }, 'Pending'],
  ['an init container has failed', { initContainers: [{ ...completed, state: ended(1) }] }, 'Pending'],
  ['the init containers have completed', { initContainers: [completed] }, 'Running'],
  [
    'one of two containers cannot be made',
    { containers: [running, { ...waiting, name: 'side' }] },
    'Pending',
  ],
  ['a container waits to be restarted', { containers: [{ ...waiting, last: ended(1), run: 1 }] }, 'Running'],
  ['a container has just ended', { containers: [{ ...running, state: ended(1) }] }, 'Running'],
  [
    'the pod is over and all ended well',
    { isOver: true, containers: [{ ...running, state: ended(0) }] },
    'Succeeded',
  ],
  [
    'the pod is over and one was killed',
    { isOver: true, containers: [{ ...running, state: ended(null, 'SIGKILL') }] },
    'Failed',
  ],
])('where %s', (_title, observed, phase) => {
  expect(statusOf(observed).phase).toBe(phase);
});

test('dates a condition by its last change, and keeps those of others', () => {
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastTransitionTime: '2026-11-30T08:00:00Z',
  } as const;
  const foreign = { type: 'example.com/gate', status: 'True' } as const;
  const first = statusOf({ containers: [{ ...running, isReady: false }] }, [scheduled, foreign]);
  const ready = statusOf({}, first.conditions, 5_000);
  const still = statusOf({}, ready.conditions, 9_000);
  const readyOf = ({ conditions }: Shown) => conditions.find(({ type }) => type === 'Ready');
  expect(readyOf(first)).toEqual({
    type: 'Ready',
    status: 'False',
    reason: 'ContainersNotReady',
    message: 'containers with unready status: [main]',
    lastTransitionTime: '2026-11-30T09:00:00Z',
  });
  expect(readyOf(ready)).toEqual({
    type: 'Ready',
    status: 'True',
    lastTransitionTime: '2026-11-30T09:00:05Z',
  });
  expect(still.conditions).toEqual(ready.conditions);
  expect(still.conditions).toEqual(expect.arrayContaining([scheduled, foreign]));
});

test('tells how a container ended as a container runtime does', () => {
  const crashed = {
    ...waiting,
    state: { value: 'waiting', reason: 'CrashLoopBackOff', message: 'back-off 10s' } as const,
    last: ended(null, 'SIGTERM'),
    restarts: 2,
    run: 3,
  };
  expect(statusOf({ containers: [crashed] }).containerStatuses).toEqual([
    {
      name: 'main',
      image: 'thing:v1',
      imageID: 'file:///srv/app',
      containerID: 'process://u-1/main/3',
      ready: false,
      started: false,
      restartCount: 2,
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } },
      lastState: {
        terminated: {
          exitCode: 143,
          signal: 15,
          reason: 'Error',
          startedAt: '2026-11-30T09:00:00Z',
          finishedAt: '2026-11-30T09:00:01Z',
          containerID: 'process://u-1/main/1',
        },
      },
    },
  ]);
});

test('says that it is out of the memory, and that it could not be started', () => {
  const times = { startedAtMs: startMs, finishedAtMs: startMs, run: 1 };
  const exit = { code: null, signal: 'SIGKILL', error: null } as const;
  expect(terminatedState({ exit, outOfMemory: 'it held 2 MiB', ...times })).toMatchObject({
    exitCode: 137,
    reason: 'OOMKilled',
    message: 'it held 2 MiB',
  });
  const failed = { code: null, signal: null, error: 'E2BIG' };
  expect(terminatedState({ exit: failed, outOfMemory: null, ...times })).toMatchObject({
    exitCode: 128,
    reason: 'StartError',
    message: 'E2BIG',
  });
});
