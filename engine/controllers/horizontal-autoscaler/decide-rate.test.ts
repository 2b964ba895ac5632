import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideRate, type RateObservation } from './decide-rate.ts';
import {
  fillScaleDown,
  fillScaleUp,
  type GivenScalingRules,
  type ScalingPolicy,
} from './scaling-behavior.ts';

const pods = (value: number, periodSeconds = 60): ScalingPolicy => ({ type: 'Pods', value, periodSeconds });
const percent = (value: number, periodSeconds = 60): ScalingPolicy => ({
  type: 'Percent',
  value,
  periodSeconds,
});

function rate(
  observation: Partial<RateObservation>,
  up: GivenScalingRules = {},
  down: GivenScalingRules = {},
) {
  const { replicas, limit } = decideRate(
    {
      nowSeconds: 0,
      currentReplicas: 4,
      desiredReplicas: 4,
      minReplicas: 1,
      maxReplicas: 100,
      scaleUps: [],
      scaleDowns: [],
      ...observation,
    },
    { scaleUp: fillScaleUp(up), scaleDown: fillScaleDown(down) },
  );
  return `${replicas} ${limit}`;
}

const change = (ageSeconds: number, by: number) => [{ atSeconds: -ageSeconds, change: by }];

test.each([
  ['by default doubles', {}, {}, '20 ScaleUpLimit', { currentReplicas: 10 }],
  ['by default adds at least four', {}, {}, '6 ScaleUpLimit', { currentReplicas: 2 }],
  ['follows the largest policy', { policies: [pods(1), percent(50)] }, {}, '6 ScaleUpLimit', {}],
  [
    'follows the smallest policy with Min',
    { selectPolicy: 'Min', policies: [pods(1), percent(50)] },
    {},
    '5 ScaleUpLimit',
    {},
  ],
  ['stays with Disabled', { selectPolicy: 'Disabled' }, {}, '4 ScaleUpLimit', {}],
  ['rounds a percentage up', { policies: [percent(10)] }, {}, '5 ScaleUpLimit', {}],
  [
    'rounds it up as a double has it',
    { policies: [percent(10)] },
    {},
    '56 ScaleUpLimit',
    { currentReplicas: 50 },
  ],
  [
    'takes off what was added in the period',
    { policies: [pods(5)] },
    {},
    '6 ScaleUpLimit',
    { scaleUps: change(10, 3) },
  ],
  [
    'puts on what was removed in it',
    { policies: [pods(5)] },
    {},
    '11 ScaleUpLimit',
    { scaleDowns: change(10, 2) },
  ],
  [
    "forgets a change of the period's age",
    { policies: [pods(5)] },
    {},
    '9 ScaleUpLimit',
    { scaleUps: change(60, 3) },
  ],
  ['remembers one just younger', { policies: [pods(5)] }, {}, '6 ScaleUpLimit', { scaleUps: change(59, 3) }],
  [
    'never goes below the current count upwards',
    { policies: [pods(1)] },
    {},
    '4 ScaleUpLimit',
    { scaleUps: change(10, 3) },
  ],
  ['is bounded by the maximum', { policies: [pods(50)] }, {}, '9 TooManyReplicas', { maxReplicas: 9 }],
  ['names the maximum where both bind', { policies: [pods(5)] }, {}, '9 TooManyReplicas', { maxReplicas: 9 }],
] as const)('upwards, it %s', (_what, up, down, expected, more) => {
  expect(rate({ desiredReplicas: 60, ...more }, up, down)).toBe(expected);
});

test.each([
  ['by default removes everything', {}, '1 TooFewReplicas', {}],
  ['follows the largest change', { policies: [pods(1), percent(50)] }, '5 ScaleDownLimit', {}],
  [
    'follows the smallest with Min',
    { selectPolicy: 'Min', policies: [pods(1), percent(50)] },
    '9 ScaleDownLimit',
    {},
  ],
  ['stays with Disabled', { selectPolicy: 'Disabled' }, '10 ScaleDownLimit', {}],
  ['truncates a percentage', { policies: [percent(15)] }, '8 ScaleDownLimit', {}],
  [
    'puts on what was removed in the period',
    { policies: [pods(5)] },
    '8 ScaleDownLimit',
    { scaleDowns: change(10, 3) },
  ],
  [
    'takes off what was added in it',
    { policies: [pods(2)] },
    '6 ScaleDownLimit',
    { scaleUps: change(10, 2) },
  ],
  [
    'never goes above the current count downwards',
    { policies: [pods(1)] },
    '10 ScaleDownLimit',
    { scaleDowns: change(10, 3) },
  ],
  ['is bounded by the minimum', { policies: [pods(9)] }, '3 TooFewReplicas', { minReplicas: 3 }],
  ['names the minimum where both bind', { policies: [pods(7)] }, '3 TooFewReplicas', { minReplicas: 3 }],
] as const)('downwards, it %s', (_what, down, expected, more) => {
  expect(rate({ currentReplicas: 10, desiredReplicas: 0, ...more }, {}, down)).toBe(expected);
});

test.each([
  ['the same count', { desiredReplicas: 4 }, '4 DesiredWithinRange'],
  ['a step that is allowed', { desiredReplicas: 8 }, '8 DesiredWithinRange'],
  ['a step down that is allowed', { desiredReplicas: 2 }, '2 DesiredWithinRange'],
] as const)('lets %s be', (_what, observation, expected) => {
  expect(rate(observation)).toBe(expected);
});

test('never passes maximum or minimum in the direction it goes, nor the wish', () => {
  const policy = fc.record({
    type: fc.constantFrom('Pods' as const, 'Percent' as const),
    value: fc.nat(200),
    periodSeconds: fc.integer({ min: 1, max: 100 }),
  });
  const rules = fc.record({
    selectPolicy: fc.constantFrom('Max' as const, 'Min' as const, 'Disabled' as const),
    policies: fc.array(policy),
  });
  const events = fc.array(fc.record({ atSeconds: fc.integer({ min: -120, max: 0 }), change: fc.nat(20) }));
  const counts = fc.tuple(fc.nat(50), fc.nat(50), fc.nat(10), fc.integer({ min: 10, max: 50 }));
  fc.assert(
    fc.property(counts, rules, rules, events, events, (numbers, up, down, scaleUps, scaleDowns) => {
      const [currentReplicas, desiredReplicas, minReplicas, maxReplicas] = numbers;
      const seen = { nowSeconds: 0, currentReplicas, desiredReplicas, minReplicas, maxReplicas };
      const behavior = { scaleUp: fillScaleUp(up), scaleDown: fillScaleDown(down) };
      const { replicas } = decideRate({ ...seen, scaleUps, scaleDowns }, behavior);
      expect(Number.isSafeInteger(replicas)).toBe(true);
      if (desiredReplicas > currentReplicas) {
        expect(replicas).toBeLessThanOrEqual(Math.min(desiredReplicas, Math.max(maxReplicas, 0)));
      }
      if (desiredReplicas < currentReplicas) {
        expect(replicas).toBeGreaterThanOrEqual(Math.max(desiredReplicas, minReplicas));
      }
    }),
  );
});
