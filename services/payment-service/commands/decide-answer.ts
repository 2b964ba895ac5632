import type { PaymentState } from '../payments/payment.ts';
import type { ProviderCallState, ProviderOperation } from '../provider-calls/provider-call.ts';

export type AnswerRefusal =
  | 'payment-not-capturable'
  | 'payment-already-captured'
  | 'payment-busy'
  | 'refund-refused';
type AnswerDecision = { readonly status: 200 | 201 } | { readonly refused: AnswerRefusal };

/** Decides the answer of a command after its provider call is settled; `callState` is null if no call was needed. */
export function decideAnswer(
  operation: ProviderOperation,
  payment: PaymentState,
  callState: ProviderCallState | null,
): AnswerDecision {
  switch (operation) {
    case 'authorize':
      return { status: 201 };
    case 'capture':
      return payment.capturedMinor > 0 ? { status: 200 } : { refused: 'payment-not-capturable' };
    case 'void':
      if (payment.capturedMinor > 0) return { refused: 'payment-already-captured' };
      return payment.status === 'voided' || payment.status === 'declined'
        ? { status: 200 }
        : { refused: 'payment-busy' };
    case 'refund':
      return callState === 'confirmed' ? { status: 200 } : { refused: 'refund-refused' };
  }
}
