import { currentInteraction, withInteraction } from '@petstore/chassis/correlation';
import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import { inTransaction, type Pool, type Transaction } from '@petstore/chassis/postgres';
import { paymentErrors } from '../errors.ts';
import type { PaymentFact } from '../payments/payment-fact.ts';
import type { PaymentState } from '../payments/payment-state.ts';
import { lockPayment } from '../payments/payment-store.ts';
import { recordFacts } from '../payments/record-facts.ts';
import { type AppliedCharge, applyCharge, countFacts, knowPayment } from './apply-charge.ts';
import type { Sight } from './provider-client.ts';

/** Where every change of a payment is written down: one transaction, then the counters and the relay. */
export interface PaymentDesk {
  readonly database: Pool;
  readonly logger: Logger;
  /** What was seen at the provider is recorded as caused by the message that showed it, with what `follow` writes in the same transaction. */
  takeIn(sight: Sight, follow?: Follow): Promise<PaymentState>;
  /** Records facts that we decide ourselves; `decide` sees the payment under its lock. */
  record(paymentId: string, decide: DecideFacts): Promise<PaymentState>;
  /** Tells counters and relay of facts that another transaction committed. */
  announce(facts: readonly PaymentFact[]): void;
}

export type Follow = (transaction: Transaction, applied: AppliedCharge) => Promise<void>;

type DecideFacts = (
  payment: PaymentState,
  transaction: Transaction,
) => Promise<readonly PaymentFact[]> | readonly PaymentFact[];

export interface PaymentDeskOptions {
  readonly database: Pool;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly onEvents: () => void;
}

export function createPaymentDesk(options: PaymentDeskOptions): PaymentDesk {
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
    async takeIn({ charge, messageId }, follow) {
      const interaction = currentInteraction();
      if (interaction === undefined) throw paymentErrors.create('payment-cause-missing');
      const { payment, facts } = await withInteraction({ ...interaction, messageId }, () =>
        inTransaction(database, async (transaction) => {
          const known = await knowPayment(transaction, charge);
          const applied = await applyCharge(transaction, { charge, known }, logger);
          await follow?.(transaction, applied);
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
