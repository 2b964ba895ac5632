import type { Charge } from '@petstore/contracts/http';
import type { PaymentState } from '../payments/payment-state.ts';

export type ProviderOperation = 'authorize' | 'capture' | 'void' | 'refund';
export type ProviderCallState = 'pending' | 'watching' | 'confirmed' | 'refused' | 'abandoned';

/** A call that moves money at the provider, stored with its key before it is sent. */
export interface ProviderCall {
  /** The idempotency key towards the provider, the same on every attempt. */
  readonly providerKey: string;
  readonly paymentId: string;
  readonly operation: ProviderOperation;
  readonly amountMinor: number;
  /** For a refund: what will have been refunded once it is done. */
  readonly refundedAfterMinor: number;
  readonly state: ProviderCallState;
  /** Times that somebody set out to do it, the present one included. */
  readonly attempts: number;
  readonly correlationId: string;
  readonly messageId: string;
  readonly ageMs: number;
}

/** Whether a charge, as the provider showed it, proves that the call took effect. `payment` knows what the charge teaches. */
export function isConfirmedBy(call: ProviderCall, payment: PaymentState, charge: Charge): boolean {
  switch (call.operation) {
    case 'authorize':
      return payment.status !== 'authorizing';
    case 'capture':
      return payment.capturedMinor > 0;
    case 'void':
      return charge.status === 'voided';
    case 'refund':
      return payment.refundedMinor >= call.refundedAfterMinor;
  }
}
