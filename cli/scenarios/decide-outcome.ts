import type { DemoStep, JourneyOutcome } from './demo-document.ts';

/** What the shop says no to for a reason of its own; everything else that ends a journey is a failure. */
const refusals: ReadonlySet<string> = new Set([
  'payment-declined',
  'item-unavailable',
  'reservation-expired',
  'nothing-available',
]);
const timeouts: ReadonlySet<string> = new Set(['order-late', 'peer-timeout']);

/** How a journey ended, from its steps: an order that arrived was delivered, whatever came after it. */
export function decideOutcome(steps: readonly Pick<DemoStep, 'name' | 'status' | 'error'>[]): JourneyOutcome {
  if (steps.some(({ name, status }) => name === 'fulfilment' && status === 'ok')) return 'delivered';
  const code = steps.find(({ status }) => status === 'failed')?.error?.code ?? '';
  if (refusals.has(code)) return 'refused';
  return timeouts.has(code) ? 'timeout' : 'failed';
}
