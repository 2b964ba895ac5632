import type { PaymentState } from '../payments/payment.ts';
import type { ProviderCall } from '../provider-calls/provider-call.ts';

export type PaymentRefusal =
  | 'amount-out-of-range'
  | 'currency-not-supported'
  | 'payment-busy'
  | 'payment-not-capturable'
  | 'payment-already-captured'
  | 'payment-not-refundable'
  | 'refund-exceeds-capture';

export type OperationDecision =
  /** The payment is already in the requested state. */
  | { readonly kind: 'done' }
  | { readonly kind: 'call'; readonly amountMinor: number; readonly refundedAfterMinor: number }
  /** The same operation has a pending call: continue that call. */
  | { readonly kind: 'join'; readonly call: ProviderCall }
  | { readonly kind: 'refused'; readonly code: PaymentRefusal };

const done: OperationDecision = { kind: 'done' };
const refused = (code: PaymentRefusal): OperationDecision => ({ kind: 'refused', code });

export function decideAuthorization(
  amount: { readonly amountMinor: number; readonly currency: string },
  currencies: readonly string[],
): OperationDecision {
  if (amount.amountMinor <= 0) return refused('amount-out-of-range');
  if (!currencies.includes(amount.currency)) return refused('currency-not-supported');
  return { kind: 'call', amountMinor: amount.amountMinor, refundedAfterMinor: 0 };
}

/** `pending` is the call on this payment whose outcome is still unknown, if any. */
export function decideCapture(payment: PaymentState, pending: ProviderCall | undefined): OperationDecision {
  if (payment.capturedMinor > 0) return done;
  if (pending?.operation === 'capture') return { kind: 'join', call: pending };
  if (pending !== undefined) return refused('payment-busy');
  if (payment.status !== 'authorized') return refused('payment-not-capturable');
  return { kind: 'call', amountMinor: payment.amountMinor, refundedAfterMinor: 0 };
}

/** The goal of a void is that no money is held, so a declined payment needs none. */
export function decideVoid(payment: PaymentState, pending: ProviderCall | undefined): OperationDecision {
  if (payment.status === 'voided' || payment.status === 'declined') return done;
  if (payment.capturedMinor > 0) return refused('payment-already-captured');
  if (pending?.operation === 'void') return { kind: 'join', call: pending };
  if (pending !== undefined || payment.status !== 'authorized') return refused('payment-busy');
  return { kind: 'call', amountMinor: payment.amountMinor, refundedAfterMinor: 0 };
}

/** Refunds are not merged: a second one is refused until the first is settled. */
export function decideRefund(
  payment: PaymentState,
  pending: ProviderCall | undefined,
  amountMinor: number,
): OperationDecision {
  if (payment.capturedMinor === 0) return refused('payment-not-refundable');
  if (pending !== undefined) return refused('payment-busy');
  const refundedAfterMinor = payment.refundedMinor + amountMinor;
  if (refundedAfterMinor > payment.capturedMinor) return refused('refund-exceeds-capture');
  return { kind: 'call', amountMinor, refundedAfterMinor };
}
