import { expect, test } from 'vitest';
import { decideRoom } from './decide-room.ts';

const capacity = { cpu: 6, memoryBytes: 4 * 2 ** 30, pods: 110 };

function pods(
  replicas: number,
  cpu: string,
  memory: string,
  type: 'Recreate' | 'RollingUpdate' = 'RollingUpdate',
) {
  const main = { name: 'main', image: 'v1', resources: { requests: { cpu, memory } } };
  return { replicas, strategy: { type }, template: { spec: { containers: [main] } } };
}

test.each([
  { what: 'room is left', deployments: [pods(2, '1', '1Gi'), pods(1, '500m', '256Mi')], message: null },
  { what: 'the surge fills the rest exactly', deployments: [pods(3, '1500m', '1Gi')], message: null },
  {
    what: 'the surge does not fit',
    deployments: [pods(2, '2', '1Gi'), pods(1, '500m', '1Gi')],
    message:
      'The 3 pods and the one that a rollout adds request more than this machine carries: cpu 6500m of 6.',
  },
  {
    what: 'a rollout that recreates its pods adds none',
    deployments: [pods(3, '2', '1Gi', 'Recreate')],
    message: null,
  },
  {
    what: 'the pods alone do not fit',
    deployments: [pods(7, '1', '1Gi', 'Recreate')],
    message: 'The 7 pods request more than this machine carries: cpu 7 of 6, memory 7168Mi of 4096Mi.',
  },
  {
    what: 'there are too many pods',
    deployments: [pods(100, '0', '0', 'Recreate'), pods(10, '1m', '1Mi')],
    message:
      'The 110 pods and the one that a rollout adds request more than this machine carries: 111 pods of 110.',
  },
  { what: 'no pod is wanted', deployments: [pods(0, '7', '1Gi')], message: null },
])('$what', ({ deployments, message }) => {
  const decision = decideRoom(deployments, capacity);
  expect(decision).toEqual(message === null ? { fits: true } : { fits: false, message });
});
