import type { Charge } from '@petstore/contracts/http';
import { evolvePayment, type PaymentFact, type PaymentState } from './payment.ts';

interface DerivedFacts {
  readonly facts: readonly PaymentFact[];
  /** The charge holds money for an abandoned payment. */
  readonly mustVoid: boolean;
  /** Description of a contradiction between charge and payment; no facts are derived then. */
  readonly contradiction: string | null;
}

/**
 * Derives the facts that an observed charge adds to a payment. Charges are observed in answers of calls, webhooks and
 * look-ups, in any order and any number of times: an observation that is older than the payment's state yields no
 * facts, and a newer one yields every fact in between. `wantsVoid`: a void of this payment was requested from the
 * provider.
 */
export function deriveFacts(payment: PaymentState, charge: Charge, wantsVoid = false): DerivedFacts {
  const voidReason = wantsVoid ? 'requested' : 'voided-at-provider';
  const contradiction = contradictionOf(payment, charge);
  if (contradiction !== null) return { facts: [], mustVoid: false, contradiction };
  const facts: PaymentFact[] = [];
  let state = payment;
  const next = () => nextFact(state, charge, voidReason);
  for (let fact = next(); fact !== undefined; fact = next()) {
    facts.push(fact);
    state = evolvePayment(state, fact);
  }
  const isLate = facts.some(({ type }) => type === 'late-charge-found');
  return { facts, mustVoid: isLate && charge.status === 'authorized', contradiction: null };
}

function contradictionOf(payment: PaymentState, charge: Charge): string | null {
  const { amountMinor, currency } = charge.amount;
  if (charge.reference !== payment.id) return `charge ${charge.id} is for ${charge.reference}`;
  if (amountMinor !== payment.amountMinor || currency !== payment.currency) {
    return `charge ${charge.id} has the amount ${amountMinor} ${currency}, the payment ${payment.amountMinor} ${payment.currency}`;
  }
  const { capturedMinor, refundedMinor } = charge;
  if ((capturedMinor !== 0 && capturedMinor !== amountMinor) || refundedMinor > capturedMinor) {
    return `charge ${charge.id} of ${amountMinor} has ${capturedMinor} captured and ${refundedMinor} refunded`;
  }
  if (payment.providerReference !== null && payment.providerReference !== charge.id) {
    return `charge ${charge.id} is a second charge; the payment already has ${payment.providerReference}`;
  }
  if (payment.status === 'voided' && charge.capturedMinor > 0)
    return `charge ${charge.id} is captured, the payment voided`;
  if (payment.status === 'declined' && charge.status !== 'declined') {
    return `charge ${charge.id} is ${charge.status}, the payment declined`;
  }
  return null;
}

function nextFact(payment: PaymentState, charge: Charge, voidReason: string): PaymentFact | undefined {
  switch (payment.status) {
    case 'authorizing':
      return charge.status === 'declined'
        ? { type: 'declined', chargeId: charge.id, declineCode: charge.declineCode ?? 'declined' }
        : { type: 'authorized', chargeId: charge.id };
    case 'authorized':
      if (charge.capturedMinor > 0) return { type: 'captured', amountMinor: charge.capturedMinor };
      return charge.status === 'voided' ? { type: 'voided', reason: voidReason } : undefined;
    case 'captured':
    case 'partially_refunded': {
      const amountMinor = charge.refundedMinor - payment.refundedMinor;
      return amountMinor > 0 ? { type: 'refunded', amountMinor } : undefined;
    }
    case 'voided':
      return payment.providerReference === null
        ? { type: 'late-charge-found', chargeId: charge.id }
        : undefined;
    default:
      return undefined;
  }
}
