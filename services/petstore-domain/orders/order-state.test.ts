import { expect, it } from 'vitest';
import { type RefundState, refundedElsewhereMinor } from './order-state.ts';

const refund = (status: RefundState['status'], amountMinor: number): RefundState => ({
  id: `${status}-${amountMinor}`,
  status,
  amountMinor,
  reason: '',
});

it.each([
  ['nothing came back', [], 0, 0],
  ['somebody gave money back at the provider', [], 400, 400],
  ['the order knows of all that came back', [refund('refunded', 400)], 400, 0],
  ['the order knows of a part', [refund('refunded', 100), refund('refused', 300)], 400, 300],
  ['a refund of its own may be in it', [refund('requested', 400)], 400, 0],
  ['payment-service was asked before the order learnt of the last one', [refund('refunded', 400)], 300, 0],
])('knows the amount refunded outside of the order when %s', (_, refunds, refundedMinor, expected) => {
  expect(refundedElsewhereMinor({ refunds }, refundedMinor)).toBe(expected);
});
