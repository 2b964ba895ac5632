import { expect, test } from 'vitest';
import { translateDestinationRule } from './translate-destination-rule.ts';

test.each([
  ['switches the success rate off', {}, { enforcingSuccessRate: 0, enforcingLocalOriginSuccessRate: 100 }],
  ["leaves Envoy's five errors enforced", {}, { consecutive5xx: 5, enforcingConsecutive5xx: 100 }],
  ['leaves gateway errors off', {}, { enforcingConsecutiveGatewayFailure: 0 }],
  [
    'takes a streak of errors',
    { consecutive5xxErrors: 3 },
    { consecutive5xx: 3, enforcingConsecutive5xx: 100 },
  ],
  [
    'takes a streak of 0 as off',
    { consecutive5xxErrors: 0 },
    { consecutive5xx: 0, enforcingConsecutive5xx: 0 },
  ],
  [
    'takes gateway errors',
    { consecutiveGatewayErrors: 4 },
    { consecutiveGatewayFailure: 4, enforcingConsecutiveGatewayFailure: 100 },
  ],
  [
    'takes gateway errors of 0 as off',
    { consecutiveGatewayErrors: 0 },
    { consecutiveGatewayFailure: 0, enforcingConsecutiveGatewayFailure: 0 },
  ],
  [
    'takes times',
    { intervalMs: 5_000, baseEjectionTimeMs: 60_000 },
    { intervalMs: 5_000, baseEjectionTimeMs: 60_000, maxEjectionTimeMs: 300_000 },
  ],
  ['takes a share', { maxEjectionPercent: 50 }, { maxEjectionPercent: 50 }],
  ['leaves the share of 0 at 10', { maxEjectionPercent: 0 }, { maxEjectionPercent: 10 }],
  [
    'leaves local failures alone unless they are split',
    { consecutiveLocalOriginFailures: 3 },
    { splitExternalLocalOriginErrors: false, consecutiveLocalOriginFailure: 5 },
  ],
  [
    'takes them when they are',
    { splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 3 },
    {
      splitExternalLocalOriginErrors: true,
      consecutiveLocalOriginFailure: 3,
      enforcingConsecutiveLocalOriginFailure: 100,
      enforcingLocalOriginSuccessRate: 0,
    },
  ],
  [
    'leaves their five when none are named',
    { splitExternalLocalOriginErrors: true },
    { consecutiveLocalOriginFailure: 5, enforcingConsecutiveLocalOriginFailure: 100 },
  ],
])('%s', (_what, rule, expected) => {
  expect(translateDestinationRule(rule).settings).toMatchObject(expected);
});

test('never panics unless it is told from where', () => {
  expect(translateDestinationRule({}).healthyPanicThresholdPercent).toBe(0);
  expect(translateDestinationRule({ minHealthPercent: 30 }).healthyPanicThresholdPercent).toBe(30);
});
