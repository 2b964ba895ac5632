import { expect, test } from 'vitest';
import { decideStabilized } from './decide-stabilized.ts';

test.each([
  ['nothing earlier', 4, 7, [], 60, 300, 7],
  ['up no further than the lowest of the up window', 4, 9, [[-10, 6]], 60, 300, 6],
  ['down no further than the highest of the down window', 9, 3, [[-100, 7]], 0, 120, 7],
  ['each direction has its window', 4, 9, [[-100, 6]], 60, 300, 9],
  ["an entry of the window's age is out", 9, 3, [[-120, 7]], 0, 120, 3],
  ['an entry just younger is in', 9, 3, [[-119, 7]], 0, 120, 7],
  ['no window, no memory', 4, 9, [[0, 1]], 0, 0, 9],
  ['between lowest and highest the current count stays', 5, 9, [[-10, 2]], 60, 60, 5],
  ['a high of the past does not scale up', 4, 3, [[-10, 9]], 0, 300, 4],
  ['a low of the past does not scale down', 4, 6, [[-10, 2]], 300, 0, 4],
] as const)('%s', (_what, currentReplicas, desiredReplicas, earlier, up, down, expected) => {
  const recommendations = earlier.map(([atSeconds, replicas]) => ({ atSeconds, replicas }));
  const decision = decideStabilized(
    { nowSeconds: 0, currentReplicas, desiredReplicas, recommendations },
    { scaleUpWindowSeconds: up, scaleDownWindowSeconds: down },
  );
  expect(decision.replicas).toBe(expected);
  expect(decision.reason).toContain(String(desiredReplicas));
});
