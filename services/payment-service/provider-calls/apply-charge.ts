import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import type { Transaction } from '@petstore/chassis/postgres';
import type { Charge } from '@petstore/contracts/http';
import { evolvePayment } from '../payments/evolve-payment.ts';
import { learnFromCharge } from '../payments/learn-from-charge.ts';
import type { PaymentFact } from '../payments/payment-fact.ts';
import type { PaymentState } from '../payments/payment-state.ts';
import { lockPayment } from '../payments/payment-store.ts';
import { recordFacts } from '../payments/record-facts.ts';
import { isConfirmedBy, type ProviderCall } from './provider-call.ts';
import { findPendingCall, insertDueVoid, settleCallRow } from './provider-call-store.ts';

/** A payment under its lock, and the call that is under way for it. */
export interface KnownPayment {
  readonly before: PaymentState;
  readonly pending: ProviderCall | undefined;
}

export interface AppliedCharge {
  readonly payment: PaymentState;
  readonly facts: readonly PaymentFact[];
  /** The key of the call that the sight proved done; null where it settled none. */
  readonly settledKey: string | null;
}

/** Locks the payment that a charge is for. Throws `payment-not-found` for a charge that is none of ours. */
export async function knowPayment(transaction: Transaction, charge: Charge): Promise<KnownPayment> {
  const { reference } = charge;
  const [before, pending] = await Promise.all([
    lockPayment(transaction, reference),
    findPendingCall(transaction, reference),
  ]);
  return { before, pending };
}

/**
 * Takes in a sight of a charge, under the payment's lock: what is new is recorded once, whoever saw it first. Settles the pending call
 * that the sight proves done.
 */
export async function applyCharge(
  transaction: Transaction,
  { charge, known: { before, pending } }: { readonly charge: Charge; readonly known: KnownPayment },
  logger: Logger,
): Promise<AppliedCharge> {
  const { facts, mustVoid, contradiction } = learnFromCharge(before, charge, pending?.operation === 'void');
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

/** Counts facts once they are committed. */
export function countFacts(metrics: Metrics, facts: readonly PaymentFact[]): void {
  for (const { type } of facts) {
    const [operation, outcome] = outcomes[type];
    metrics.counter('petstore_payments_total').inc({ operation, outcome });
  }
}
