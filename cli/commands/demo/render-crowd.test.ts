import { expect, test } from 'vitest';
import type { DemoCheck, DemoStep } from '../../scenarios/demo-document.ts';
import { renderCrowdOutcome, renderJourneyEnd, renderStepTotals } from './render-crowd.ts';

const view = { paint: (_style: string, text: string) => text, columns: 80 };
const ended = {
  customerId: 'customer-007',
  persona: 'first-time-owner',
  outcome: 'delivered',
  orderId: 'ord_1',
  durationMs: 1_300,
  steps: [],
} as const;
const failedStep: DemoStep = {
  name: 'order',
  service: 'petstore-domain',
  status: 'failed',
  durationMs: 3,
  messageId: 'm',
  attempts: 8,
  fallbackUsed: false,
  error: { code: 'peer-unreachable', message: 'nobody answered' },
};

test('shows how each journey ended on an aligned line', () => {
  const refused = { ...ended, outcome: 'refused', orderId: null, steps: [failedStep] } as const;
  expect([renderJourneyEnd(ended, view), renderJourneyEnd(refused, view)]).toEqual([
    '  ✓ customer-007 first-time-owner  delivered    1.3 s  ord_1',
    '  – customer-007 first-time-owner  refused      1.3 s  order: nobody answered',
  ]);
});

test('truncates details on a narrow terminal, but no failure', () => {
  const narrow = { ...view, columns: 58 };
  const failed = { ...ended, outcome: 'failed', steps: [failedStep] } as const;
  expect(renderJourneyEnd({ ...ended, orderId: 'ord_0123456789' }, narrow)).toHaveLength(58);
  expect(renderJourneyEnd(failed, narrow)).toContain('order: nobody answered');
});

test.each([50, 80])('shows every step without wrapping at %i columns', (columns) => {
  const counts = { count: 20, ok: 19, degraded: 0, failed: 1, skipped: 0, retried: 3 };
  const times = { p50Ms: 123.4, p95Ms: 1_234.5, p99Ms: 12_345, maxMs: 61_000 };
  const totals = [{ name: 'recommendations', service: 'ml-pet-advisor', ...counts, ...times }] as const;
  const lines = renderStepTotals(totals, { ...view, columns }).split('\n');
  expect(lines[1]).toContain('123 ms');
  expect(lines.filter(({ length }) => length > columns)).toEqual([]);
});

test('ends with the result, or with at most three causes of failure', () => {
  const kpis = { journeys: 20, delivered: 19, refused: 1 };
  const held: DemoCheck = {
    name: 'order rows',
    threshold: '= 1',
    value: 1,
    unit: 'orders',
    sampleSize: 1,
    ok: true,
  };
  expect(renderCrowdOutcome({ ok: true, checks: [held], kpis, durationMs: 4_200 }, view)).toBe(
    '19 of 20 journeys delivered, 1 refused for a reason; 4.2 s; 1 of 1 checks held.',
  );
  const missed = ['a', 'b', 'c', 'd'].map((name) => ({ ...held, name, ok: false, reason: 'no' }));
  expect(renderCrowdOutcome({ ok: false, checks: missed, kpis, durationMs: 1 }, view)).toBe(
    'Failed: a: no; b: no; c: no; and 1 more; 19 of 20 journeys delivered, 1 refused; 0 of 4 checks held.',
  );
});
