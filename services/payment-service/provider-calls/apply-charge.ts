import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import type { Transaction } from '@petstore/chassis/postgres';
import type { Charge } from '@petstore/contracts/http';
import { learnFromCharge } from '../payments/learn-from-charge.ts';
import type { PaymentFact } from '../payments/payment-fact.ts';
import type { PaymentState } from '../payments/payment-state.ts';
import { lockPayment } from '../payments/payment-store.ts';
import { recordFacts } from '../payments/record-facts.ts';
import { isConfirmedBy } from './provider-call.ts';
import { findPendingCall, insertDueVoid, settleCallRow } from './provider-call-store.ts';

export interface AppliedCharge {
  readonly payment: PaymentState;
  readonly facts: readonly PaymentFact[];
}

/**
 * Takes in a sight of a charge, under the payment's lock: what is new is recorded once, whoever saw it first. Settles the pending call
 * that the sight proves done. Throws `payment-not-found` for a charge that is none of ours.
 */
export async function applyCharge(
  transaction: Transaction,
  charge: Charge,
  logger: Logger,
): Promise<AppliedCharge> {
  const before = await lockPayment(transaction, charge.reference);
  const pending = await findPendingCall(transaction, before.id);
  const { facts, mustVoid, contradiction } = learnFromCharge(before, charge, pending?.operation === 'void');
  if (contradiction !== null) {
    logger.error({ paymentId: before.id, contradiction }, "the provider's book contradicts a payment");
    return { payment: before, facts };
  }
  const payment = await recordFacts(transaction, before, facts);
  if (pending !== undefined && isConfirmedBy(pending, payment, charge)) {
    await settleCallRow(transaction, pending.providerKey, 'confirmed');
  }
  if (mustVoid) await insertDueVoid(transaction, payment.id, payment.amountMinor);
  return { payment, facts };
}

const outcomes: Readonly<Record<PaymentFact['type'], readonly [operation: string, outcome: string]>> = {
  authorized: ['authorize', 'succeeded'],
  declined: ['authorize', 'declined'],
  captured: ['capture', 'succeeded'],
  voided: ['void', 'succeeded'],
  refunded: ['refund', 'succeeded'],
  'late-charge-found': ['authorize', 'late'],
};

/** Counts facts once they are committed. */
export function countFacts(metrics: Metrics, facts: readonly PaymentFact[]): void {
  for (const { type } of facts) {
    const [operation, outcome] = outcomes[type];
    metrics.counter('petstore_payments_total').inc({ operation, outcome });
  }
}
