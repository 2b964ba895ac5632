import { expect, test } from 'vitest';
import { decideStatus } from './decide-status.ts';

const wish = { generation: 3, templateLabels: { app: 'web', 'pod-template-hash': 'x' } };
const labels = { app: 'web', 'pod-template-hash': 'x', more: 'y' };

test('counts pods, those with all labels, the ready and the available ones', () => {
  const pods = [
    { labels, isReady: true, availableInMs: 0 },
    { labels, isReady: true, availableInMs: 4_000 },
    { labels, isReady: true, availableInMs: 2_000 },
    { labels: { app: 'web' }, isReady: false, availableInMs: null },
  ];
  expect(decideStatus(wish, pods)).toEqual({
    status: {
      replicas: 4,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 1,
      observedGeneration: 3,
    },
    lookAgainInMs: 2_000,
  });
});

test('leaves out what is zero, but not the count itself', () => {
  expect(decideStatus(wish, [])).toEqual({
    status: { replicas: 0, observedGeneration: 3 },
    lookAgainInMs: null,
  });
});
