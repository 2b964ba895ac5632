import { expect, it } from 'vitest';
import { type RefundState, refundedElsewhereMinor } from './order-state.ts';

const refund = (status: RefundState['status'], amountMinor: number): RefundState => ({
  id: `${status}-${amountMinor}`,
  status,
  amountMinor,
  reason: '',
});

it.each([
  ['nothing was refunded', [], 0, 0],
  ['an amount was refunded at the provider', [], 400, 400],
  ['the order has recorded all of it', [refund('refunded', 400)], 400, 0],
  ['the order has recorded a part', [refund('refunded', 100), refund('refused', 300)], 400, 300],
  ['a refund of the order in progress may be included', [refund('requested', 400)], 400, 0],
  ['payment-service was read before the last refund was recorded', [refund('refunded', 400)], 300, 0],
])('knows the amount refunded outside of the order when %s', (_, refunds, refundedMinor, expected) => {
  expect(refundedElsewhereMinor({ refunds }, refundedMinor)).toBe(expected);
});
