import { appendEvents } from '@petstore/chassis/events';
import type { Transaction } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import { journalEntryOf } from '../ledger/journal-entry.ts';
import { insertJournalEntry } from '../ledger/ledger-store.ts';
import { eventOfFact } from './event-of-fact.ts';
import { evolvePayment } from './evolve-payment.ts';
import type { PaymentFact } from './payment-fact.ts';
import type { PaymentState } from './payment-state.ts';
import { updatePayment } from './payment-store.ts';

/** Row, ledger and outbox together, in the transaction that holds the payment's lock. The current interaction is the cause. */
export async function recordFacts(
  transaction: Transaction,
  payment: PaymentState,
  facts: readonly PaymentFact[],
): Promise<PaymentState> {
  if (facts.length === 0) return payment;
  const events: NewEvent[] = [];
  let state = payment;
  for (const fact of facts) {
    const entry = journalEntryOf(state, fact);
    const { id: paymentId, currency } = state;
    if (entry !== undefined) insertJournalEntry(transaction, { paymentId, currency, entry });
    state = evolvePayment(state, fact);
    const event = eventOfFact(state, fact);
    if (event !== undefined) events.push(event);
  }
  await appendEvents(transaction, events);
  return updatePayment(transaction, state);
}
