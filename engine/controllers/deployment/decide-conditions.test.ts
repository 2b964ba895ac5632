import { describe, expect, test } from 'vitest';
import type { Condition } from '../../api/objects/api-object.ts';
import { conditionOf } from '../../api/objects/pod-status.ts';
import { type ConditionsInput, decideConditions } from './decide-conditions.ts';

const startMs = Date.UTC(2026, 10, 30, 9);
const start = '2026-11-30T09:00:00Z';
const later = '2026-11-30T09:05:00Z';
const complete = { replicas: 2, updated: 2, ready: 2, available: 2 };
const half = { replicas: 3, updated: 1, ready: 2, available: 2 };
const none = { replicas: 0, updated: 0, ready: 0, available: 0 };

function progressing(status: Condition['status'], reason: string): Condition {
  return {
    type: 'Progressing',
    status,
    reason,
    message: '',
    lastUpdateTime: start,
    lastTransitionTime: start,
  };
}

const rollingOut: ConditionsInput = {
  deployment: 'web',
  wanted: 2,
  maxUnavailable: 0,
  isPaused: false,
  progressDeadlineSeconds: 600,
  current: { name: 'web-2', origin: 'found' },
  isRollout: true,
  counts: half,
  before: { counts: half, conditions: [progressing('True', 'ReplicaSetUpdated')] },
  nowMs: startMs + 300_000,
  now: later,
};

function decided(changes: Partial<ConditionsInput>) {
  const { conditions, deadlineInMs } = decideConditions({ ...rollingOut, ...changes });
  return {
    deadlineInMs,
    progress: conditionOf({ conditions }, 'Progressing'),
    available: conditionOf({ conditions }, 'Available'),
  };
}

describe('Progressing', () => {
  test.each<{
    what: string;
    changes: Partial<ConditionsInput>;
    says: string;
    updated: string;
    since: string;
  }>([
    {
      what: 'a new ReplicaSet is created',
      changes: {
        current: { name: 'web-2', origin: 'created' },
        counts: { ...complete, updated: 0 },
        before: {
          counts: { ...complete, updated: 0 },
          conditions: [progressing('True', 'NewReplicaSetAvailable')],
        },
      },
      says: 'True NewReplicaSetCreated Created new replica set "web-2"',
      updated: later,
      since: start,
    },
    {
      what: 'it was there before anybody looked',
      changes: { before: { counts: half, conditions: [] } },
      says: 'True FoundNewReplicaSet Found new replica set "web-2"',
      updated: later,
      since: later,
    },
    {
      what: 'a pod became available',
      changes: { before: { counts: { ...half, available: 1 }, conditions: rollingOut.before.conditions } },
      says: 'True ReplicaSetUpdated ReplicaSet "web-2" is progressing.',
      updated: later,
      since: start,
    },
    {
      what: 'an old pod is gone',
      changes: { before: { counts: { ...half, replicas: 4 }, conditions: rollingOut.before.conditions } },
      says: 'True ReplicaSetUpdated ReplicaSet "web-2" is progressing.',
      updated: later,
      since: start,
    },
    {
      what: 'nothing moved for a while',
      changes: {},
      says: 'True ReplicaSetUpdated ',
      updated: start,
      since: start,
    },
    {
      what: 'nothing moved until the deadline',
      changes: { progressDeadlineSeconds: 299 },
      says: 'False ProgressDeadlineExceeded ReplicaSet "web-2" has timed out progressing.',
      updated: later,
      since: later,
    },
    {
      what: 'a pod came too late',
      changes: {
        before: {
          counts: { ...half, ready: 1 },
          conditions: [progressing('False', 'ProgressDeadlineExceeded')],
        },
      },
      says: 'True ReplicaSetUpdated ReplicaSet "web-2" is progressing.',
      updated: later,
      since: later,
    },
    {
      what: 'all wanted pods are available',
      changes: { counts: complete },
      says: 'True NewReplicaSetAvailable ReplicaSet "web-2" has successfully progressed.',
      updated: later,
      since: start,
    },
    {
      what: 'a pod fails after that',
      changes: {
        counts: { ...complete, available: 1 },
        before: { counts: complete, conditions: [progressing('True', 'NewReplicaSetAvailable')] },
        progressDeadlineSeconds: 1,
      },
      says: 'True NewReplicaSetAvailable ',
      updated: start,
      since: start,
    },
    {
      what: 'it is paused',
      changes: { isPaused: true, isRollout: false, progressDeadlineSeconds: 1 },
      says: 'Unknown DeploymentPaused Deployment is paused',
      updated: later,
      since: later,
    },
    {
      what: 'it is resumed after longer than the deadline',
      changes: {
        before: { counts: half, conditions: [progressing('Unknown', 'DeploymentPaused')] },
        progressDeadlineSeconds: 1,
      },
      says: 'Unknown DeploymentResumed Deployment is resumed',
      updated: later,
      since: start,
    },
  ])('$what', ({ changes, says, updated, since }) => {
    const { progress } = decided(changes);
    expect(`${progress?.status} ${progress?.reason} ${progress?.message}`).toBe(says);
    expect(progress).toMatchObject({ lastUpdateTime: updated, lastTransitionTime: since });
  });

  test('is not said without a deadline', () => {
    expect(decided({ progressDeadlineSeconds: null })).toMatchObject({
      progress: undefined,
      deadlineInMs: null,
    });
  });
});

test.each([
  { available: 2, maxUnavailable: 0, says: 'True MinimumReplicasAvailable' },
  { available: 1, maxUnavailable: 0, says: 'False MinimumReplicasUnavailable' },
  { available: 1, maxUnavailable: 1, says: 'True MinimumReplicasAvailable' },
])(
  'Available with $available of 2, of which $maxUnavailable may be missing',
  ({ available, maxUnavailable, says }) => {
    const found = decided({ counts: { ...half, available }, maxUnavailable }).available;
    expect(`${found?.status} ${found?.reason}`).toBe(says);
  },
);

test.each<{ what: string; changes: Partial<ConditionsInput>; deadlineInMs: number | null }>([
  { what: 'what is left of it, and a second', changes: {}, deadlineInMs: 301_000 },
  { what: 'none when complete', changes: { counts: complete }, deadlineInMs: null },
  { what: 'none when it has passed', changes: { progressDeadlineSeconds: 10 }, deadlineInMs: null },
  { what: 'none while paused', changes: { isPaused: true, isRollout: false }, deadlineInMs: null },
  { what: 'none for no pods', changes: { wanted: 0, counts: none }, deadlineInMs: null },
])('looks again at the deadline: $what', ({ changes, deadlineInMs }) => {
  expect(decided(changes).deadlineInMs).toBe(deadlineInMs);
});
