import type { Queryable } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { NewEvent } from '@petstore/contracts/events';
import { evolvePayment, type PaymentFact, type PaymentState } from '../payments/payment.ts';
import { decideLedgerEntry, type JournalEntry } from './decide-ledger-entry.ts';
import { type KeyedAnswer, writeFacts } from './fact-store.ts';

/** The answer of the command that waits for the facts; undefined if it is not to be stored with them. */
export type AnswerOf = (payment: PaymentState) => KeyedAnswer | undefined;

interface NewFacts {
  readonly before: PaymentState;
  readonly facts: readonly PaymentFact[];
  /** The pending call that the facts confirm, and what answers its command. */
  readonly settles?: { readonly providerKey: string; readonly answerOf?: AnswerOf | undefined } | undefined;
}

export interface RecordedFacts {
  readonly payment: PaymentState;
  readonly isSettled: boolean;
  /** The answer that was stored with the facts. */
  readonly answer: KeyedAnswer['answer'] | undefined;
}

/**
 * Writes facts with their journal entries and events. Undefined, without effect, if the payment is no longer in the
 * state that they were derived from, which cannot be under its lock. The time of the change is never before the
 * previous one, whatever the clocks of two replicas say.
 */
export async function recordFacts(
  database: Queryable,
  { before, facts, settles }: NewFacts,
  clock: Clock,
): Promise<RecordedFacts | undefined> {
  const entries: JournalEntry[] = [];
  const events: NewEvent[] = [];
  let state = before;
  for (const fact of facts) {
    const entry = decideLedgerEntry(state, fact);
    if (entry !== undefined) entries.push(entry);
    state = evolvePayment(state, fact);
    const event = eventOfFact(state, fact);
    if (event !== undefined) events.push(event);
  }
  const updatedAt = new Date(Math.max(clock.now(), before.updatedAt.getTime()));
  const after = { ...state, updatedAt };
  const answer = settles?.answerOf?.(after) ?? null;
  const settledKey = settles?.providerKey ?? null;
  const written = await writeFacts(database, { before, after, entries, events, settledKey, answer });
  if (written === undefined) return undefined;
  const { isSettled, isAnswered } = written;
  return { payment: after, isSettled, answer: isAnswered ? answer?.answer : undefined };
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
