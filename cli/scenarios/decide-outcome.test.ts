import { expect, test } from 'vitest';
import { decideOutcome } from './decide-outcome.ts';
import type { DemoStep, JourneyStepName } from './demo-document.ts';

function ended(name: JourneyStepName, status: DemoStep['status'], code?: string) {
  return { name, status, ...(code === undefined ? {} : { error: { code, message: 'why' } }) };
}

test.each([
  ['all steps are done', [ended('fulfilment', 'ok'), ended('feedback', 'ok')], 'delivered'],
  ['only the feedback failed', [ended('fulfilment', 'ok'), ended('feedback', 'failed', 'x')], 'delivered'],
  ['the card was declined', [ended('payment', 'failed', 'payment-declined')], 'refused'],
  ['the pet went to somebody else', [ended('payment', 'failed', 'item-unavailable')], 'refused'],
  ['the provider is away', [ended('payment', 'failed', 'payment-unavailable')], 'failed'],
  ['the order does not move', [ended('fulfilment', 'failed', 'order-late')], 'timeout'],
  ['nobody answered', [ended('browse', 'failed', 'peer-timeout')], 'timeout'],
  ['a service is not ready', [ended('health', 'failed', 'service-not-ready')], 'failed'],
] as const)('when %s', (_what, steps, expected) => {
  expect(decideOutcome(steps)).toBe(expected);
});
