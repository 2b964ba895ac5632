import type { Payment, PaymentStatus } from '@petstore/contracts/http';

/** The payment of one order: authorized, captured, voided, refunded. */
export interface PaymentState {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  /** Correlation id of the interaction that created the payment. */
  readonly correlationId: string;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
  readonly currency: string;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** Id of the provider's charge. */
  readonly providerReference: string | null;
  readonly declineCode: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * A state change of a payment. Facts are derived from charges of the provider, except for the void of a payment that is
 * abandoned without a charge.
 */
export type PaymentFact =
  | { readonly type: 'authorized'; readonly chargeId: string }
  | { readonly type: 'declined'; readonly chargeId: string | null; readonly declineCode: string }
  | { readonly type: 'captured'; readonly amountMinor: number }
  | { readonly type: 'voided'; readonly reason: string }
  | { readonly type: 'refunded'; readonly amountMinor: number }
  /** A charge appeared after the payment was abandoned: it holds money and must be voided. */
  | { readonly type: 'late-charge-found'; readonly chargeId: string };

export function evolvePayment(payment: PaymentState, fact: PaymentFact): PaymentState {
  switch (fact.type) {
    case 'authorized':
      return { ...payment, status: 'authorized', providerReference: fact.chargeId };
    case 'declined':
      return {
        ...payment,
        status: 'declined',
        providerReference: fact.chargeId,
        declineCode: fact.declineCode,
      };
    case 'captured':
      return { ...payment, status: 'captured', capturedMinor: fact.amountMinor };
    case 'voided':
      return { ...payment, status: 'voided' };
    case 'refunded': {
      const refundedMinor = payment.refundedMinor + fact.amountMinor;
      const status = refundedMinor === payment.capturedMinor ? 'refunded' : 'partially_refunded';
      return { ...payment, status, refundedMinor };
    }
    case 'late-charge-found':
      return { ...payment, providerReference: fact.chargeId };
  }
}

/** The payment in the representation of the API. */
export function viewPayment(payment: PaymentState): Payment {
  const { amountMinor, currency, createdAt, updatedAt, ...rest } = payment;
  return {
    ...rest,
    amount: { amountMinor, currency },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
