import { currentInteraction, withInteraction } from '@petstore/chassis/correlation';
import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import { inTransaction, type Pool, type Transaction } from '@petstore/chassis/postgres';
import { paymentErrors } from '../errors.ts';
import { recordFacts } from '../ledger/record-facts.ts';
import type { PaymentFact, PaymentState } from '../payments/payment.ts';
import { lockPayment } from '../payments/payment-store.ts';
import { type AppliedCharge, applyCharge, countFacts, lockPaymentOf } from './apply-charge.ts';
import type { ObservedCharge } from './provider-client.ts';

/** Records every change of a payment in one transaction, then counts it and wakes the outbox relay. */
export interface PaymentRecorder {
  readonly database: Pool;
  readonly logger: Logger;
  /**
   * Records the facts of an observed charge, caused by the message that reported it. `afterApply` may write in the same
   * transaction.
   */
  recordCharge(observed: ObservedCharge, afterApply?: AfterApply): Promise<PaymentState>;
  /** Records facts that do not come from a charge; `decide` gets the payment under its lock. */
  record(paymentId: string, decide: DecideFacts): Promise<PaymentState>;
  /** Counts facts that the caller's own transaction committed, and wakes the relay. */
  announce(facts: readonly PaymentFact[]): void;
}

export type AfterApply = (transaction: Transaction, applied: AppliedCharge) => Promise<void>;

type DecideFacts = (
  payment: PaymentState,
  transaction: Transaction,
) => Promise<readonly PaymentFact[]> | readonly PaymentFact[];

interface PaymentRecorderOptions {
  readonly database: Pool;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly onEvents: () => void;
}

export function createPaymentRecorder(options: PaymentRecorderOptions): PaymentRecorder {
  const { database, logger, metrics, onEvents } = options;
  function announce(facts: readonly PaymentFact[]): void {
    if (facts.length === 0) return;
    countFacts(metrics, facts);
    onEvents();
  }
  return {
    database,
    logger,
    announce,
    async recordCharge({ charge, messageId }, afterApply) {
      const interaction = currentInteraction();
      if (interaction === undefined) throw paymentErrors.create('payment-cause-missing');
      const { payment, facts } = await withInteraction({ ...interaction, messageId }, () =>
        inTransaction(database, async (transaction) => {
          const locked = await lockPaymentOf(transaction, charge);
          const applied = await applyCharge(transaction, charge, locked, logger);
          await afterApply?.(transaction, applied);
          return applied;
        }),
      );
      announce(facts);
      return payment;
    },
    async record(paymentId, decide) {
      const recorded = await inTransaction(database, async (transaction) => {
        const before = await lockPayment(transaction, paymentId);
        const facts = await decide(before, transaction);
        return { facts, payment: await recordFacts(transaction, before, facts) };
      });
      announce(recorded.facts);
      return recorded.payment;
    },
  };
}
