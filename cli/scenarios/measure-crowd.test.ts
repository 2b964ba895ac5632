import { expect, test } from 'vitest';
import type { DemoStep } from './demo-document.ts';
import { measureCrowd, measureSteps, percentile } from './measure-crowd.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

function step(name: DemoStep['name'], durationMs: number, parts: Partial<DemoStep> = {}): DemoStep {
  const ids = { service: 'gateway', messageId: null, attempts: 1, fallbackUsed: false };
  return { name, durationMs, status: 'ok', ...ids, ...parts };
}

const runs = [
  { outcome: 'delivered', durationMs: 30, steps: [step('sign-in', 10), step('order', 20)] },
  { outcome: 'delivered', durationMs: 50, steps: [step('sign-in', 30, { attempts: 3 }), step('order', 20)] },
  {
    outcome: 'refused',
    durationMs: 20,
    steps: [step('sign-in', 20), step('order', 0, { status: 'skipped', attempts: 0 })],
  },
] as const;

test('counts each step and measures those that ran', () => {
  const [signIn, order] = measureSteps(runs);
  expect(signIn).toMatchObject({ name: 'sign-in', count: 3, ok: 3, retried: 1, p50Ms: 20, maxMs: 30 });
  expect(order).toMatchObject({ name: 'order', count: 2, ok: 2, skipped: 1, retried: 0, p99Ms: 20 });
});

test('counts outcomes and computes the rate of journeys', () => {
  expect(measureCrowd(runs, 1_500)).toMatchObject({
    journeys: 3,
    delivered: 2,
    refused: 1,
    failed: 0,
    timedOut: 0,
    journeysPerSecond: 2,
    orderCompletionRate: 2 / 3,
    journeyP50Ms: 30,
    journeyP99Ms: 50,
  });
});

test.each([
  [hundred, 50, 50],
  [hundred, 95, 95],
  [hundred, 100, 100],
  [[3], 99, 3],
  [[2, 1], 0, 1],
  [[], 50, null],
])('uses the nearest rank, whatever the order (case %#)', (values, percent, expected) => {
  expect(percentile(values, percent)).toBe(expected);
});
