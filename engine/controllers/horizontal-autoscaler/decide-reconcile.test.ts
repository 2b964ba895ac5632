import { expect, test } from 'vitest';
import { decideReconcile } from './decide-reconcile.ts';
import { fillBehavior, type GivenBehavior } from './scaling-behavior.ts';
import { initialScalingState } from './scaling-state.ts';

type Step = readonly [atSeconds: number, desired: number | null];
type Bounds = readonly [minReplicas: number, maxReplicas: number];

interface Ways {
  readonly behavior: GivenBehavior | null;
  readonly bounds?: Bounds;
}

function run(initial: number, steps: readonly Step[], { behavior: given, bounds = [1, 100] }: Ways) {
  const [minReplicas, maxReplicas] = bounds;
  const spec = { minReplicas, maxReplicas, behavior: given === null ? null : fillBehavior(given) };
  const replicas: number[] = [];
  let state = initialScalingState;
  for (const [nowSeconds, desiredReplicas] of steps) {
    const currentReplicas = replicas.at(-1) ?? initial;
    const decision = decideReconcile(spec, { nowSeconds, currentReplicas, desiredReplicas }, state);
    expect(decision.reason).not.toBe('');
    state = decision.state;
    replicas.push(decision.replicas);
  }
  return replicas;
}

test.each([
  [
    'doubles at most in a sync',
    5,
    [
      [0, 99],
      [15, 99],
      [30, 99],
    ],
    [10, 20, 40],
  ],
  ['allows four from one', 1, [[0, 9]], [4]],
  [
    'keeps the highest wish of five minutes, its end included',
    2,
    [
      [0, 8],
      [15, 8],
      [300, 1],
      [315, 1],
      [316, 1],
    ],
    [4, 8, 8, 8, 1],
  ],
  [
    'keeps the first count of replicas as a wish',
    5,
    [
      [0, 1],
      [300, 1],
      [301, 1],
    ],
    [5, 5, 1],
  ],
  ['keeps still when no metric can be read', 5, [[0, null]], [5]],
  [
    'remembers the first count of a sync without metrics',
    5,
    [
      [0, null],
      [10, 2],
      [301, 2],
    ],
    [5, 5, 2],
  ],
] as const)('without behavior, it %s', (_what, initial, steps, expected) => {
  expect(run(initial, steps, { behavior: null })).toEqual(expected);
});

test.each([
  [
    'adds four or doubles in 15 seconds',
    2,
    [
      [0, 99],
      [5, 99],
      [15, 99],
      [20, 99],
    ],
    [6, 6, 12, 12],
  ],
  [
    'holds five minutes downwards, its end not included',
    8,
    [
      [0, 8],
      [15, 2],
      [300, 2],
      [315, 2],
    ],
    [8, 8, 2, 2],
  ],
  [
    'records the wish, not what came of it',
    2,
    [
      [0, 50],
      [15, 3],
      [299, 3],
      [300, 3],
    ],
    [6, 6, 6, 3],
  ],
] as const)('with the defaults of behavior, it %s', (_what, initial, steps, expected) => {
  expect(run(initial, steps, { behavior: {} })).toEqual(expected);
});

test.each([
  ['leaves a target without replicas alone', 0, 5, [1, 10], 0],
  ['takes the maximum without asking a metric', 20, null, [1, 10], 10],
  ['takes the minimum without asking a metric', 1, null, [3, 10], 3],
  ['scales from zero where the minimum is zero', 0, 3, [0, 10], 3],
  ['scales to zero where the minimum is zero', 2, 0, [0, 10], 0],
] as const)('%s', (_what, initial, desired, bounds, expected) => {
  const immediately = { scaleDown: { stabilizationWindowSeconds: 0 } };
  expect(run(initial, [[0, desired]], { behavior: immediately, bounds })).toEqual([expected]);
});

test('counts what a bound did as a scaling of the period', () => {
  const slowly = { scaleUp: { policies: [{ type: 'Pods', value: 4, periodSeconds: 60 }] } } as const;
  expect(
    run(
      1,
      [
        [0, null],
        [30, 20],
        [60, 20],
      ],
      { behavior: slowly, bounds: [3, 10] },
    ),
  ).toEqual([3, 5, 7]);
});

test('keeps a wish that minimum and maximum cut as it was', () => {
  const immediately = { scaleDown: { stabilizationWindowSeconds: 100 } };
  expect(
    run(
      4,
      [
        [0, 50],
        [50, 9],
        [101, 9],
      ],
      { behavior: immediately, bounds: [1, 8] },
    ),
  ).toEqual([8, 8, 8]);
});

test('forgets an event in whose place a new one came, as the controller does', () => {
  const behavior = {
    scaleUp: { policies: [{ type: 'Pods', value: 10, periodSeconds: 15 }] },
    scaleDown: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 5, periodSeconds: 300 }] },
  } as const;
  // 4 -> 14 at 0 is out of date for going up at 20, so its place goes to 14 -> 15: only 1 of 11 is left to take off.
  expect(
    run(
      4,
      [
        [0, 14],
        [20, 15],
        [40, 1],
      ],
      { behavior },
    ),
  ).toEqual([14, 15, 9]);
});
