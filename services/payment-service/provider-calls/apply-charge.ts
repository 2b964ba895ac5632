import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import type { Transaction } from '@petstore/chassis/postgres';
import type { Charge } from '@petstore/contracts/http';
import { recordFacts } from '../ledger/record-facts.ts';
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
  /** Key of the call that the charge confirmed; null if it confirmed none. */
  readonly settledKey: string | null;
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
 * Records the facts of an observed charge under the payment's lock, and settles the pending call that the charge
 * confirms. Observing the same charge again has no effect.
 */
export async function applyCharge(
  transaction: Transaction,
  charge: Charge,
  { before, pending }: LockedPayment,
  logger: Logger,
): Promise<AppliedCharge> {
  const { facts, mustVoid, contradiction } = deriveFacts(before, charge, pending?.operation === 'void');
  if (contradiction !== null) {
    logger.error({ paymentId: before.id, contradiction }, "the provider's book contradicts a payment");
    return { payment: before, facts, settledKey: null };
  }
  const after = facts.reduce(evolvePayment, before);
  const settled = pending !== undefined && isConfirmedBy(pending, after, charge) ? pending : undefined;
  const [payment] = await Promise.all([
    recordFacts(transaction, before, facts),
    settled === undefined ? undefined : settleCallRow(transaction, settled.providerKey, 'confirmed'),
    mustVoid ? insertDueVoid(transaction, before.id, before.amountMinor) : undefined,
  ]);
  return { payment, facts, settledKey: settled?.providerKey ?? null };
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
