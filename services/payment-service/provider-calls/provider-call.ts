import { backOffMs } from '@petstore/chassis/resilience';
import type { Charge } from '@petstore/contracts/http';
import type { PaymentState } from '../payments/payment.ts';

export type ProviderOperation = 'authorize' | 'capture' | 'void' | 'refund';
export type ProviderCallState = 'pending' | 'watching' | 'confirmed' | 'refused' | 'abandoned';

/** A call that moves money at the provider; stored with its key before it is sent. */
export interface ProviderCall {
  /** Idempotency key sent to the provider; the same on every attempt. */
  readonly providerKey: string;
  readonly paymentId: string;
  readonly operation: ProviderOperation;
  readonly amountMinor: number;
  /** For a refund: total refunded amount after this refund; else 0. */
  readonly refundedAfterMinor: number;
  readonly state: ProviderCallState;
  /** Number of attempts, including the current one. */
  readonly attempts: number;
  readonly correlationId: string;
  readonly messageId: string;
  readonly ageMs: number;
}

/**
 * Whether an observed charge proves that the call took effect; `payment` is the state after the facts of the charge.
 */
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

/** Back-off of a call in doubt after its current attempt. */
export function retryDelayMs({ attempts }: Pick<ProviderCall, 'attempts'>): number {
  return backOffMs(Math.max(0, attempts - 1), { firstMs: 500, longestMs: 30_000, jitter: 'none' });
}
