import type { NewEvent } from '@petstore/contracts/events';
import type { PaymentFact } from './payment-fact.ts';
import type { PaymentState } from './payment-state.ts';

/** The event that tells other services of a fact; `payment` is as the fact left it. A late charge concerns nobody else. */
export function eventOfFact(payment: PaymentState, fact: PaymentFact): NewEvent | undefined {
  const { id: paymentId, orderId, customerId, currency } = payment;
  const of = (amountMinor: number) => ({ paymentId, orderId, customerId, amountMinor, currency });
  const whole = of(payment.amountMinor);
  const subject = paymentId;
  switch (fact.type) {
    case 'authorized':
      return { type: 'PaymentAuthorized', subject, data: { ...whole, providerReference: fact.chargeId } };
    case 'declined':
      return { type: 'PaymentDeclined', subject, data: { ...whole, declineCode: fact.declineCode } };
    case 'captured':
      return { type: 'PaymentCaptured', subject, data: of(fact.amountMinor) };
    case 'voided':
      return { type: 'PaymentVoided', subject, data: { ...whole, reason: fact.reason } };
    case 'refunded':
      return {
        type: 'PaymentRefunded',
        subject,
        data: { ...of(fact.amountMinor), refundedMinor: payment.refundedMinor },
      };
    case 'late-charge-found':
      return undefined;
  }
}
