import { expect, test } from 'vitest';
import { decideScaling, type ScaledDeployment } from './decide-scaling.ts';

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
  const decision = decideScaling(deployment, wanted, isPastDeadline);
  expect(decision.outcome === 'failed' ? decision.code : decision.outcome).toBe(expected);
});

test('reports why a pod is not ready', () => {
  const decision = decideScaling(shop(1, [pod(false, 'Running', 'no answer on 8080')]), 1, true);
  expect(decision).toMatchObject({ reason: '0 of 1 replicas are ready, 1 run: no answer on 8080' });
});
