import { currentInteraction, withInteraction } from '@petstore/chassis/correlation';
import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import { inTransaction, type Pool, type Transaction } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import { paymentErrors } from '../errors.ts';
import { recordFacts } from '../ledger/record-facts.ts';
import type { PaymentFact, PaymentState } from '../payments/payment.ts';
import { lockPayment } from '../payments/payment-store.ts';
import {
  type AnsweredCall,
  type AppliedCharge,
  applyAnswer,
  applyCharge,
  countFacts,
  lockPaymentOf,
} from './apply-charge.ts';
import type { ObservedCharge } from './provider-client.ts';

/** Records every change of a payment in one statement or transaction, then counts it and wakes the outbox relay. */
export interface PaymentRecorder {
  readonly database: Pool;
  readonly logger: Logger;
  readonly clock: Clock;
  /**
   * Records the facts of an observed charge, caused by the message that reported it. `answered` is the call whose
   * answer reported it, if any; its command's answer is stored with the facts.
   */
  recordCharge(observed: ObservedCharge, answered?: AnsweredCall): Promise<AppliedCharge>;
  /** Records facts that do not come from a charge; `decide` gets the payment under its lock. */
  record(paymentId: string, decide: DecideFacts): Promise<PaymentState>;
  /** Counts facts that the caller's own transaction committed, and wakes the relay. */
  announce(facts: readonly PaymentFact[]): void;
}

type DecideFacts = (
  payment: PaymentState,
  transaction: Transaction,
) => Promise<readonly PaymentFact[]> | readonly PaymentFact[];

interface PaymentRecorderOptions {
  readonly database: Pool;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly onEvents: () => void;
}

export function createPaymentRecorder(options: PaymentRecorderOptions): PaymentRecorder {
  const { database, logger, metrics, clock, onEvents } = options;
  const tools = { logger, clock };
  function announce(facts: readonly PaymentFact[]): void {
    if (facts.length === 0) return;
    countFacts(metrics, facts);
    onEvents();
  }
  return {
    database,
    logger,
    clock,
    announce,
    async recordCharge({ charge, messageId }, answered) {
      const interaction = currentInteraction();
      if (interaction === undefined) throw paymentErrors.create('payment-cause-missing');
      const applied = await withInteraction({ ...interaction, messageId }, async () => {
        const quick = answered && (await applyAnswer(database, charge, answered, tools));
        if (quick !== undefined) return quick;
        return inTransaction(database, async (transaction) =>
          applyCharge(transaction, charge, await lockPaymentOf(transaction, charge), tools, answered),
        );
      });
      announce(applied.facts);
      return applied;
    },
    async record(paymentId, decide) {
      const recorded = await inTransaction(database, async (transaction) => {
        const before = await lockPayment(transaction, paymentId);
        const facts = await decide(before, transaction);
        if (facts.length === 0) return { facts, payment: before };
        const written = await recordFacts(transaction, { before, facts }, clock);
        // The row is locked, so that it cannot have changed.
        if (written === undefined) throw paymentErrors.create('payment-busy');
        return { facts, payment: written.payment };
      });
      announce(recorded.facts);
      return recorded.payment;
    },
  };
}
