import { describe, expect, it } from 'vitest';
import type { PaymentState } from '../payments/payment.ts';
import type { ProviderCall, ProviderOperation } from '../provider-calls/provider-call.ts';
import { decideAuthorization, decideCapture, decideRefund, decideVoid } from './decide-operation.ts';

const at = new Date(0);
function payment(status: PaymentState['status'], refundedMinor = 0): PaymentState {
  const isCaptured = status === 'captured' || status.endsWith('refunded');
  return {
    id: 'pay_1',
    orderId: 'ord_1',
    customerId: 'customer-001',
    correlationId: 'cart-7',
    status,
    amountMinor: 1_000,
    currency: 'USD',
    capturedMinor: isCaptured ? 1_000 : 0,
    refundedMinor,
    providerReference: 'ch_1',
    declineCode: null,
    createdAt: at,
    updatedAt: at,
  };
}
const pending = (operation: ProviderOperation): ProviderCall => ({
  providerKey: `pay_1-${operation}-1`,
  paymentId: 'pay_1',
  operation,
  amountMinor: 1_000,
  refundedAfterMinor: 0,
  state: 'pending',
  attempts: 1,
  correlationId: 'cart-7',
  messageId: 'm',
  ageMs: 0,
});
const call = (amountMinor: number, refundedAfterMinor = 0) => ({
  kind: 'call',
  amountMinor,
  refundedAfterMinor,
});
const refused = (code: string) => ({ kind: 'refused', code });
const join = (operation: ProviderOperation) => ({ kind: 'join', call: pending(operation) });
const done = { kind: 'done' };

describe('decideAuthorization', () => {
  it.each([
    [1, 'USD', call(1)],
    [0, 'USD', refused('amount-out-of-range')],
    [-1, 'USD', refused('amount-out-of-range')],
    [1, 'EUR', refused('currency-not-supported')],
  ])('decides on an amount of %i %s', (amountMinor, currency, expected) => {
    expect(decideAuthorization({ amountMinor, currency }, ['USD'])).toEqual(expected);
  });
});

describe('decideCapture', () => {
  it.each([
    [payment('authorized'), undefined, call(1_000)],
    [payment('captured'), undefined, done],
    [payment('partially_refunded', 1), undefined, done],
    [payment('authorizing'), undefined, refused('payment-not-capturable')],
    [payment('declined'), undefined, refused('payment-not-capturable')],
    [payment('voided'), undefined, refused('payment-not-capturable')],
    [payment('authorized'), 'capture', join('capture')],
    [payment('authorized'), 'void', refused('payment-busy')],
    [payment('authorizing'), 'authorize', refused('payment-busy')],
  ] as const)('$status with %s pending', (state, operation, expected) => {
    expect(decideCapture(state, operation && pending(operation))).toEqual(expected);
  });
});

describe('decideVoid', () => {
  it.each([
    [payment('authorized'), undefined, call(1_000)],
    [payment('voided'), undefined, done],
    [payment('declined'), undefined, done],
    [payment('captured'), undefined, refused('payment-already-captured')],
    [payment('refunded', 1_000), undefined, refused('payment-already-captured')],
    [payment('authorized'), 'void', join('void')],
    [payment('authorized'), 'capture', refused('payment-busy')],
    [payment('authorizing'), 'authorize', refused('payment-busy')],
  ] as const)('$status with %s pending', (state, operation, expected) => {
    expect(decideVoid(state, operation && pending(operation))).toEqual(expected);
  });
});

describe('decideRefund', () => {
  it.each([
    ['the whole amount', payment('captured'), 1_000, call(1_000, 1_000)],
    ['a part of it', payment('captured'), 400, call(400, 400)],
    ['another part', payment('partially_refunded', 400), 600, call(600, 1_000)],
    ['more than is left', payment('partially_refunded', 400), 601, refused('refund-exceeds-capture')],
    ['more than was captured', payment('captured'), 1_001, refused('refund-exceeds-capture')],
    ['after all was refunded', payment('refunded', 1_000), 1, refused('refund-exceeds-capture')],
    ['before a capture', payment('authorized'), 1, refused('payment-not-refundable')],
    ['after a void', payment('voided'), 1, refused('payment-not-refundable')],
  ])('decides on a refund of %s', (_what, state, amountMinor, expected) => {
    expect(decideRefund(state, undefined, amountMinor)).toEqual(expected);
  });

  it('refuses a refund while another is pending, also for the same amount', () => {
    expect(decideRefund(payment('captured'), pending('refund'), 1_000)).toEqual(refused('payment-busy'));
  });
});
