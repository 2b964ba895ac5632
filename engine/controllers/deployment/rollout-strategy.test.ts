import { expect, test } from 'vitest';
import { rolloutBounds, rolloutStrategy } from './rollout-strategy.ts';

test.each([
  { rollingUpdate: {}, wanted: 2, maxSurge: 1, maxUnavailable: 0 },
  { rollingUpdate: {}, wanted: 8, maxSurge: 2, maxUnavailable: 2 },
  { rollingUpdate: { maxSurge: '50%', maxUnavailable: '50%' }, wanted: 3, maxSurge: 2, maxUnavailable: 1 },
  { rollingUpdate: { maxSurge: 0, maxUnavailable: '10%' }, wanted: 3, maxSurge: 0, maxUnavailable: 1 },
  { rollingUpdate: { maxSurge: 3, maxUnavailable: 0 }, wanted: 1, maxSurge: 3, maxUnavailable: 0 },
  { rollingUpdate: { maxSurge: 1, maxUnavailable: 5 }, wanted: 2, maxSurge: 1, maxUnavailable: 2 },
  { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 }, wanted: 0, maxSurge: 0, maxUnavailable: 0 },
])('$rollingUpdate of $wanted replicas', ({ rollingUpdate, wanted, ...bounds }) => {
  const strategy = rolloutStrategy({ strategy: { type: 'RollingUpdate', rollingUpdate } });
  expect(rolloutBounds(strategy, wanted)).toEqual(bounds);
});

test('a Deployment that recreates its pods has neither surge nor missing pods to spare', () => {
  const strategy = rolloutStrategy({ strategy: { type: 'Recreate' } });
  expect(rolloutBounds(strategy, 8)).toEqual({ maxSurge: 0, maxUnavailable: 0 });
});
