import { appendEvents } from '@petstore/chassis/events';
import type { Transaction } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import { evolvePayment, type PaymentFact, type PaymentState } from '../payments/payment.ts';
import { updatePayment } from '../payments/payment-store.ts';
import { decideLedgerEntry } from './decide-ledger-entry.ts';
import { insertJournalEntry } from './ledger-store.ts';

/**
 * Writes the payment row, its journal entries and its outbox events in the transaction that holds the payment's lock.
 * The current interaction is recorded as the cause.
 */
export async function recordFacts(
  transaction: Transaction,
  payment: PaymentState,
  facts: readonly PaymentFact[],
): Promise<PaymentState> {
  if (facts.length === 0) return payment;
  const events: NewEvent[] = [];
  let state = payment;
  for (const fact of facts) {
    const entry = decideLedgerEntry(state, fact);
    if (entry !== undefined) insertJournalEntry(transaction, state.id, state.currency, entry);
    state = evolvePayment(state, fact);
    const event = eventOfFact(state, fact);
    if (event !== undefined) events.push(event);
  }
  await appendEvents(transaction, events);
  return updatePayment(transaction, state);
}

/** The event that publishes a fact; `payment` is the state after it. A late charge is internal and has no event. */
function eventOfFact(payment: PaymentState, fact: PaymentFact): NewEvent | undefined {
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
