import { keepFirstAnswer, type StoredAnswer } from '@petstore/chassis/idempotency';
import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import { type Pool, type Transaction, unlessOvertaken } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Charge } from '@petstore/contracts/http';
import { paymentErrors } from '../errors.ts';
import { type AnswerOf, recordFacts } from '../ledger/record-facts.ts';
import { deriveFacts } from '../payments/derive-facts.ts';
import { evolvePayment, type PaymentFact, type PaymentState } from '../payments/payment.ts';
import { lockPayment } from '../payments/payment-store.ts';
import { isConfirmedBy, type ProviderCall } from './provider-call.ts';
import { findPendingCall, insertDueVoid, settleCallRow } from './provider-call-store.ts';

/** A payment under its row lock, and its pending call. */
interface LockedPayment {
  readonly before: PaymentState;
  readonly pending: ProviderCall | undefined;
}

export interface AppliedCharge {
  readonly payment: PaymentState;
  readonly facts: readonly PaymentFact[];
  /** The answer that was stored with the facts. */
  readonly answer?: StoredAnswer | undefined;
}

/** The call whose answer reported a charge, and the payment as it was when the call was made. */
export interface AnsweredCall {
  readonly call: ProviderCall;
  readonly payment: PaymentState;
  readonly answerOf?: AnswerOf | undefined;
}

interface ApplyTools {
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Locks the payment of a charge. Throws `payment-not-found` if the charge has no payment here. */
export async function lockPaymentOf(transaction: Transaction, charge: Charge): Promise<LockedPayment> {
  const { reference } = charge;
  const [before, pending] = await Promise.all([
    lockPayment(transaction, reference),
    findPendingCall(transaction, reference),
  ]);
  return { before, pending };
}

/**
 * Records the facts of a call's answer and settles the call, without a lock. Undefined, without effect, if the charge
 * tells anything else than the success of this call, or the payment has changed since the call was made.
 */
export async function applyAnswer(
  database: Pool,
  charge: Charge,
  { call, payment: before, answerOf }: AnsweredCall,
  { clock }: ApplyTools,
): Promise<AppliedCharge | undefined> {
  const { facts, mustVoid, contradiction } = deriveFacts(before, charge, call.operation === 'void');
  const after = facts.reduce(evolvePayment, before);
  if (facts.length === 0 || mustVoid || contradiction !== null || !isConfirmedBy(call, after, charge))
    return undefined;
  const settles = { providerKey: call.providerKey, answerOf };
  const recorded = await unlessOvertaken(recordFacts(database, { before, facts, settles }, clock));
  return recorded === undefined ? undefined : { ...recorded, facts };
}

/**
 * Records the facts of an observed charge under the payment's lock, and settles the pending call that the charge
 * confirms. Observing the same charge again has no effect. `answered` is the call whose answer is the charge, if any.
 */
export async function applyCharge(
  transaction: Transaction,
  charge: Charge,
  { before, pending }: LockedPayment,
  tools: ApplyTools,
  answered?: AnsweredCall,
): Promise<AppliedCharge> {
  const { facts, mustVoid, contradiction } = deriveFacts(before, charge, pending?.operation === 'void');
  if (contradiction !== null) {
    tools.logger.error({ paymentId: before.id, contradiction }, "the provider's book contradicts a payment");
    return { payment: before, facts };
  }
  const after = facts.reduce(evolvePayment, before);
  const settled = pending !== undefined && isConfirmedBy(pending, after, charge) ? pending : undefined;
  const isOurs = settled !== undefined && settled.providerKey === answered?.call.providerKey;
  const settles = settled && {
    providerKey: settled.providerKey,
    answerOf: isOurs ? answered?.answerOf : undefined,
  };
  if (mustVoid) await insertDueVoid(transaction, before.id, before.amountMinor);
  if (facts.length === 0) {
    const answer = settles && (await settleOnly(transaction, before, settles));
    return { payment: before, facts, answer };
  }
  const recorded = await recordFacts(transaction, { before, facts, settles }, tools.clock);
  // The row is locked, so that it cannot have changed.
  if (recorded === undefined) throw paymentErrors.create('payment-busy');
  return { payment: recorded.payment, facts, answer: recorded.answer };
}

/** Settles a call whose facts were recorded before, by a webhook or a look-up. */
async function settleOnly(
  transaction: Transaction,
  payment: PaymentState,
  { providerKey, answerOf }: { readonly providerKey: string; readonly answerOf?: AnswerOf | undefined },
): Promise<StoredAnswer | undefined> {
  await settleCallRow(transaction, providerKey, 'confirmed');
  const answer = answerOf?.(payment);
  return answer && keepFirstAnswer(transaction, answer.keyed, answer.answer);
}

const outcomes: Readonly<Record<PaymentFact['type'], readonly [operation: string, outcome: string]>> = {
  authorized: ['authorize', 'succeeded'],
  declined: ['authorize', 'declined'],
  captured: ['capture', 'succeeded'],
  voided: ['void', 'succeeded'],
  refunded: ['refund', 'succeeded'],
  'late-charge-found': ['authorize', 'late'],
};

/** Counts committed facts in `petstore_payments_total`. */
export function countFacts(metrics: Metrics, facts: readonly PaymentFact[]): void {
  for (const { type } of facts) {
    const [operation, outcome] = outcomes[type];
    metrics.counter('petstore_payments_total').inc({ operation, outcome });
  }
}
