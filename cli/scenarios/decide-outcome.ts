import type { DemoStep, JourneyOutcome } from './demo-document.ts';

/** Error codes of a refusal by the shop; any other error is a failure. */
const refusals: ReadonlySet<string> = new Set([
  'payment-declined',
  'item-unavailable',
  'reservation-expired',
  'nothing-available',
]);
const timeouts: ReadonlySet<string> = new Set(['order-late', 'peer-timeout']);

/** Decides the outcome of a journey from its steps: once fulfilment has succeeded, later failures do not change it. */
export function decideOutcome(steps: readonly Pick<DemoStep, 'name' | 'status' | 'error'>[]): JourneyOutcome {
  if (steps.some(({ name, status }) => name === 'fulfilment' && status === 'ok')) return 'delivered';
  const code = steps.find(({ status }) => status === 'failed')?.error?.code ?? '';
  if (refusals.has(code)) return 'refused';
  return timeouts.has(code) ? 'timeout' : 'failed';
}
