import { expect, test } from 'vitest';
import type { DemoCheck, DemoDocument, DemoStep } from '../../scenarios/demo-document.ts';
import { renderChecks, renderOutcome, renderStep } from './render-demo.ts';

const view = { paint: (_style: string, text: string) => text, columns: Number.POSITIVE_INFINITY };

const step: DemoStep = {
  name: 'sign-in',
  service: 'gateway',
  status: 'ok',
  durationMs: 12,
  messageId: 'm',
  attempts: 1,
  fallbackUsed: false,
};
const held: DemoCheck = {
  name: 'payment row',
  threshold: '= 1',
  value: 1,
  unit: 'payments',
  sampleSize: 1,
  ok: true,
};
const missed: DemoCheck = {
  ...held,
  name: 'order events',
  value: 0,
  ok: false,
  reason: 'versions are missing',
};

function documentOf(steps: readonly DemoStep[], checks: readonly DemoCheck[], ok: boolean): DemoDocument {
  return {
    scenario: 'complete_journey',
    ok,
    seed: 1,
    startedAt: '',
    durationMs: 1,
    checks,
    journeys: [
      {
        correlationId: 'c',
        customerId: 'customer-001',
        persona: 'shopper',
        outcome: 'delivered',
        orderId: 'ord_1',
        durationMs: 1,
        steps,
        messages: [],
      },
    ],
    kpis: { timeToDeliveredMs: 1_300, messages: 87 },
  };
}

test('shows each step on an aligned line', () => {
  expect([
    renderStep(step, 'as customer-001', view),
    renderStep({ ...step, name: 'recommendations', status: 'degraded' }, '', view),
    renderStep({ ...step, name: 'feedback', status: 'skipped' }, '', view),
    renderStep({ ...step, name: 'payment', status: 'failed' }, 'declined', view),
  ]).toEqual([
    '  ✓ sign-in         gateway            12 ms  as customer-001',
    '  ~ recommendations gateway            12 ms',
    '  – feedback        gateway',
    '  ✗ payment         gateway            12 ms  declined',
  ]);
});

test('truncates details on a narrow terminal, but no failure', () => {
  const narrow = { ...view, columns: 50 };
  expect(renderStep(step, 'as somebody with a very long name', narrow)).toHaveLength(50);
  const reason = 'order ord_1 was cancelled: payment-declined';
  expect(renderStep({ ...step, status: 'failed' }, reason, narrow)).toContain(reason);
});

test('shows each check with its threshold and the reason of a failure', () => {
  expect(renderChecks([held, missed], view).split('\n')).toEqual([
    '  ✓  payment row   1  payments  = 1',
    '  ✗  order events  0  payments  = 1  versions are missing',
  ]);
});

test('ends with one line about the result', () => {
  expect(renderOutcome(documentOf([step], [held], true), view)).toBe(
    'Order ord_1 delivered in 1.3 s; 87 messages; 1 of 1 checks held.',
  );
});

test('names the failed step, before any check, in the last line', () => {
  const failed: DemoStep = {
    ...step,
    name: 'payment',
    status: 'failed',
    error: { code: 'x', message: 'the provider is away.' },
  };
  expect(renderOutcome(documentOf([failed], [missed], false), view)).toBe(
    'Failed: payment: the provider is away; 87 messages; 0 of 1 checks held.',
  );
});

test('names the first failed check in the last line when every step succeeded', () => {
  expect(renderOutcome(documentOf([step], [held, missed], false), view)).toBe(
    'Failed: order events: versions are missing; 87 messages; 1 of 2 checks held.',
  );
});
