import type { Charge } from '@petstore/contracts/http';
import { evolvePayment } from './evolve-payment.ts';
import type { PaymentFact } from './payment-fact.ts';
import type { PaymentState } from './payment-state.ts';

export interface Lesson {
  readonly facts: readonly PaymentFact[];
  /** The charge holds money for a payment that was given up. */
  readonly mustVoid: boolean;
  /** In words, where the provider's book contradicts ours; nothing is learned then. */
  readonly contradiction: string | null;
}

/**
 * What a charge, as the provider showed it at some time, says about a payment that we did not know. A call's answer, a webhook and a
 * look-up are all such sights: they may come in any order and any number of times, an older one teaches nothing, and a later one
 * teaches what was missed in between. `wantsVoid`: we asked the provider for a void.
 */
export function learnFromCharge(payment: PaymentState, charge: Charge, wantsVoid = false): Lesson {
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
    return `charge ${charge.id} is of ${amountMinor} ${currency}, the payment of ${payment.amountMinor} ${payment.currency}`;
  }
  const { capturedMinor, refundedMinor } = charge;
  if ((capturedMinor !== 0 && capturedMinor !== amountMinor) || refundedMinor > capturedMinor) {
    return `charge ${charge.id} of ${amountMinor} has ${capturedMinor} captured and ${refundedMinor} refunded`;
  }
  if (payment.providerReference !== null && payment.providerReference !== charge.id) {
    return `charge ${charge.id} is a second one beside ${payment.providerReference}`;
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
