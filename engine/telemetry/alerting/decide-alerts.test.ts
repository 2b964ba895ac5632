import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AlertInstance, type AlertRule, decideAlerts } from './decide-alerts.ts';

const plain: AlertRule = { holdSeconds: 60, keepFiringSeconds: 0, limit: 0 };

/** Each evaluation as `state id:state@activeAt ...`. */
function run(
  rule: Partial<AlertRule>,
  evaluations: readonly (readonly [at: number, active: string, hold?: number])[],
): string[] {
  let instances: ReadonlyMap<string, AlertInstance> = new Map();
  let { holdSeconds } = { ...plain, ...rule };
  return evaluations.map(([nowSeconds, active, hold]) => {
    holdSeconds = hold ?? holdSeconds;
    const seen = { nowSeconds, active: active.split('').filter((id) => id !== ' ') };
    const evaluation = decideAlerts({ ...plain, ...rule, holdSeconds }, seen, instances);
    instances = evaluation.instances;
    expect(evaluation.reason).toMatch(/\.$/);
    const each = [...instances].map(
      ([id, { state, activeAtSeconds }]) => ` ${id}:${state}@${activeAtSeconds}`,
    );
    return `${evaluation.state}${each.sort().join('')}`;
  });
}

test.each([
  ['is pending when it is new', {}, [[0, 'x']], ['pending x:pending@0']],
  ['fires at once without a hold', { holdSeconds: 0 }, [[5, 'x']], ['firing x:firing@5']],
  [
    'fires when the hold is reached',
    {},
    [
      [0, 'x'],
      [59, 'x'],
      [60, 'x'],
    ],
    ['pending x:pending@0', 'pending x:pending@0', 'firing x:firing@0'],
  ],
  [
    'is forgotten when it clears while pending',
    {},
    [
      [0, 'x'],
      [30, ''],
    ],
    ['pending x:pending@0', 'inactive'],
  ],
  [
    'begins anew after that',
    {},
    [
      [0, 'x'],
      [30, ''],
      [60, 'x'],
    ],
    ['pending x:pending@0', 'inactive', 'pending x:pending@60'],
  ],
  [
    'is inactive when it clears while firing',
    { holdSeconds: 0 },
    [
      [0, 'x'],
      [30, ''],
    ],
    ['firing x:firing@0', 'inactive x:inactive@0'],
  ],
  [
    'is kept for fifteen minutes, their end included',
    { holdSeconds: 0 },
    [
      [0, 'x'],
      [30, ''],
      [930, ''],
      [931, ''],
    ],
    ['firing x:firing@0', 'inactive x:inactive@0', 'inactive x:inactive@0', 'inactive'],
  ],
  [
    'has a new beginning when it recurs',
    { holdSeconds: 0 },
    [
      [0, 'x'],
      [30, ''],
      [60, 'x'],
    ],
    ['firing x:firing@0', 'inactive x:inactive@0', 'firing x:firing@60'],
  ],
  [
    'tells the highest state of all',
    {},
    [
      [0, 'x'],
      [60, 'xy'],
      [90, 'y'],
    ],
    ['pending x:pending@0', 'firing x:firing@0 y:pending@60', 'pending x:inactive@0 y:pending@60'],
  ],
] as const)('an alert %s', (_what, rule, evaluations, expected) => {
  expect(run(rule, evaluations)).toEqual(expected);
});

const keeping = { holdSeconds: 0, keepFiringSeconds: 60 };
test.each([
  [
    'keeps firing until the time is over',
    [
      [0, 'x'],
      [30, ''],
      [89, ''],
      [90, ''],
    ],
    ['firing x:firing@0', 'firing x:firing@0', 'firing x:firing@0', 'inactive x:inactive@0'],
  ],
  [
    'begins to count anew once it was true again',
    [
      [0, 'x'],
      [30, ''],
      [60, 'x'],
      [90, ''],
      [149, ''],
      [150, ''],
    ],
    [
      'firing x:firing@0',
      'firing x:firing@0',
      'firing x:firing@0',
      'firing x:firing@0',
      'firing x:firing@0',
      'inactive x:inactive@0',
    ],
  ],
  [
    'counts from the first evaluation that was not true',
    [
      [0, 'x'],
      [1_000, ''],
    ],
    ['firing x:firing@0', 'firing x:firing@0'],
  ],
  [
    'never keeps what is only pending',
    [
      [0, 'x', 60],
      [30, ''],
    ],
    ['pending x:pending@0', 'inactive'],
  ],
] as const)('keep_firing_for %s', (_what, evaluations, expected) => {
  expect(run(keeping, evaluations)).toEqual(expected);
});

test('a hold that is raised turns what fires back to pending', () => {
  expect(
    run(plain, [
      [0, 'x'],
      [60, 'x'],
      [90, 'x', 300],
      [300, 'x'],
    ]),
  ).toEqual(['pending x:pending@0', 'firing x:firing@0', 'pending x:pending@0', 'firing x:firing@0']);
});

test('a hold that is raised ends what was kept firing at the next evaluation', () => {
  expect(
    run(keeping, [
      [0, 'x'],
      [30, '', 300],
      [40, ''],
    ]),
  ).toEqual(['firing x:firing@0', 'pending x:pending@0', 'inactive']);
});

test('over the limit everything is dropped; resolved ones do not count', () => {
  const rule = { holdSeconds: 0, limit: 2 };
  expect(
    run(rule, [
      [0, 'xy'],
      [10, 'xyz'],
      [20, 'xy'],
      [30, ''],
      [40, 'ab'],
    ]),
  ).toEqual([
    'firing x:firing@0 y:firing@0',
    'error',
    'firing x:firing@20 y:firing@20',
    'inactive x:inactive@20 y:inactive@20',
    'firing a:firing@40 b:firing@40 x:inactive@20 y:inactive@20',
  ]);
});

test('never fires before its hold, whatever came before', () => {
  const evaluation = fc.record({ after: fc.nat(120), active: fc.subarray(['x', 'y', 'z']) });
  fc.assert(
    fc.property(
      fc.array(evaluation),
      fc.nat(200),
      fc.nat(200),
      (evaluations, holdSeconds, keepFiringSeconds) => {
        let instances: ReadonlyMap<string, AlertInstance> = new Map();
        let nowSeconds = 0;
        for (const { after, active } of evaluations) {
          nowSeconds += after;
          instances = decideAlerts(
            { holdSeconds, keepFiringSeconds, limit: 0 },
            { nowSeconds, active },
            instances,
          ).instances;
          for (const { state, activeAtSeconds } of instances.values()) {
            if (state === 'firing') expect(nowSeconds - activeAtSeconds).toBeGreaterThanOrEqual(holdSeconds);
          }
          for (const id of active) expect(instances.get(id)?.state).not.toBe('inactive');
        }
      },
    ),
  );
});
