import type { PaymentFact } from './payment-fact.ts';
import type { PaymentState } from './payment-state.ts';

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
