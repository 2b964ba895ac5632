import { describe, expect, it } from 'vitest';
import type { ProviderCall } from '../provider-calls/provider-call.ts';
import { decideReconciliation, isToBeAbandoned } from './decide-reconciliation.ts';

const times = { abandonAfterMs: 60_000, watchMs: 600_000 };
const call: ProviderCall = {
  providerKey: 'pay_1-authorize-1',
  paymentId: 'pay_1',
  operation: 'authorize',
  amountMinor: 1_000,
  refundedAfterMinor: 0,
  state: 'pending',
  attempts: 2,
  correlationId: 'cart-7',
  messageId: 'm',
  ageMs: 0,
};

describe('a call without a lease', () => {
  it.each([
    ['pending', 0, 'settle'],
    ['pending', 3_600_000, 'settle'],
    ['watching', 660_000, 'watch'],
    ['watching', 660_001, 'close'],
  ] as const)('in state %s after %i ms is decided as %s', (state, ageMs, expected) => {
    expect(decideReconciliation({ ...call, state, ageMs }, times)).toBe(expected);
  });

  it('is abandoned only if it is an authorization whose caller had time to retry', () => {
    expect(isToBeAbandoned({ ...call, ageMs: 59_999 }, times)).toBe(false);
    expect(isToBeAbandoned({ ...call, ageMs: 60_000 }, times)).toBe(true);
    for (const operation of ['capture', 'void', 'refund'] as const) {
      expect(isToBeAbandoned({ ...call, operation, ageMs: 3_600_000 }, times)).toBe(false);
    }
  });
});
