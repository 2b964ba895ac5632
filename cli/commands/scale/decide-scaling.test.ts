import { expect, test } from 'vitest';
import { decideScaling, describeOwner, ownerOf, type ScaledDeployment } from './decide-scaling.ts';

type Pod = ScaledDeployment['pods'][number];

function pod(ready: boolean, phase: Pod['phase'] = 'Running', message: string | null = null): Pod {
  return { name: 'shop-1', phase, ready, message };
}

function shop(wanted: number, pods: Pod[]): ScaledDeployment {
  const ready = pods.filter((each) => each.ready).length;
  return { wanted, ready, pods };
}

test.each([
  ['is reached when all are ready', shop(2, [pod(true), pod(true)]), 2, false, 'reached'],
  ['is reached at none when the last one is gone', shop(0, []), 0, false, 'reached'],
  ['waits for one that is not ready', shop(2, [pod(true), pod(false)]), 2, false, 'waiting'],
  [
    'waits for one that is still ending',
    shop(1, [pod(true), pod(false, 'Terminating')]),
    1,
    false,
    'waiting',
  ],
  ['fails when another number was asked for', shop(3, []), 2, false, 'scale-superseded'],
  [
    'fails at once when a pod keeps crashing',
    shop(1, [pod(false, 'CrashLoopBackOff')]),
    1,
    false,
    'scale-failed',
  ],
  ['fails at the deadline', shop(1, [pod(false, 'Running', 'probe')]), 1, true, 'scale-not-reached'],
])('scaling %s', (_what, deployment, wanted, isPastDeadline, expected) => {
  const decision = decideScaling(deployment, { wanted, isPastDeadline, owner: undefined });
  expect(decision.outcome === 'failed' ? decision.code : decision.outcome).toBe(expected);
});

test('reports why a pod is not ready', () => {
  const goal = { wanted: 1, isPastDeadline: true, owner: undefined };
  const decision = decideScaling(shop(1, [pod(false, 'Running', 'no answer on 8080')]), goal);
  expect(decision).toMatchObject({ reason: '0 of 1 replicas are ready, 1 run: no answer on 8080' });
});

const autoscaler = { name: 'busy', target: 'Deployment/shop', minReplicas: 2, maxReplicas: 20 };

test('knows the autoscaler that sets the replicas, and says that it will do so again', () => {
  expect(ownerOf('other', [autoscaler])).toBeUndefined();
  const owner = ownerOf('shop', [autoscaler]);
  expect(owner).toBe(autoscaler);
  expect(describeOwner(autoscaler)).toBe(
    'HorizontalPodAutoscaler busy sets these replicas, between 2 and 20: its next decision replaces yours.',
  );
  expect(decideScaling(shop(2, []), { wanted: 5, isPastDeadline: false, owner })).toMatchObject({
    code: 'scale-superseded',
    reason: 'HorizontalPodAutoscaler busy requested 2 replicas in the meantime',
  });
});
