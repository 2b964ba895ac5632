import { withInteraction } from '@petstore/chassis/correlation';
import { isAppError, outcomeOfKind } from '@petstore/chassis/errors';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import type { Charge } from '@petstore/contracts/http';
import { deriveFacts } from '../payments/derive-facts.ts';
import type { PaymentState } from '../payments/payment.ts';
import { findPayments } from '../payments/payment-store.ts';
import { findLatestCall } from '../provider-calls/provider-call-store.ts';
import { lookUp, type PaymentTools } from '../provider-calls/settle-call.ts';
import { advanceBookCursor, claimBookComparison, msUntilNextComparison } from './book-cursor-store.ts';

interface BookReconcilerOptions {
  readonly tools: PaymentTools;
  readonly everyMs: number;
  readonly clock: Clock;
}

const shortestWaitMs = 50;

/**
 * Compares the provider's book with the payments on a schedule, independently of calls and webhooks: every charge that
 * changed since the last comparison is checked, and facts that are missing here are recorded.
 */
export function createBookReconciler(options: BookReconcilerOptions): Worker {
  const { tools, everyMs, clock } = options;
  const { database, logger } = tools.recorder;
  return {
    name: 'payment-book-reconciler',
    async run(signal) {
      while (!signal.aborted) {
        try {
          await compareFromCursor(tools, everyMs, signal);
        } catch (error) {
          if (!isAppError(error)) throw error;
          logger.warn({ err: error }, "the comparison with the provider's book failed and will be retried");
        }
        const waitMs = await msUntilNextComparison(database);
        await clock.wait(Math.min(everyMs, Math.max(shortestWaitMs, waitMs)), signal);
      }
    },
  };
}

async function compareFromCursor(tools: PaymentTools, everyMs: number, signal: AbortSignal): Promise<void> {
  const { recorder, provider } = tools;
  let cursor: string | undefined = await claimBookComparison(recorder.database, everyMs);
  while (cursor !== undefined && !signal.aborted) {
    const { items, cursor: next } = await provider.changes(cursor);
    await compare(tools, items);
    const isAdvanced = next !== cursor && (await advanceBookCursor(recorder.database, cursor, next));
    cursor = isAdvanced ? next : undefined;
  }
}

async function compare(tools: PaymentTools, charges: readonly Charge[]): Promise<void> {
  const { database, logger } = tools.recorder;
  const payments = await findPayments(
    database,
    charges.map(({ reference }) => reference),
  );
  for (const { id: chargeId, reference, ...charge } of charges) {
    const payment = payments.get(reference);
    if (payment === undefined) {
      logger.error({ chargeId, reference }, "the provider's book has a charge without a payment");
      continue;
    }
    const { facts, contradiction } = deriveFacts(payment, { ...charge, id: chargeId, reference });
    if (contradiction !== null)
      logger.error({ paymentId: reference, contradiction }, "the provider's book contradicts a payment");
    if (facts.length > 0)
      await recordMissingFacts(tools, payment).catch((error: unknown) => skipPayment(tools, payment, error));
  }
}

/** Looks the charge up again within the interaction of the payment's latest call, which is recorded as the cause. */
async function recordMissingFacts(tools: PaymentTools, payment: PaymentState): Promise<void> {
  const call = await findLatestCall(tools.recorder.database, payment.id);
  if (call === undefined) return;
  const { correlationId, messageId } = call;
  tools.recorder.logger.info(
    { paymentId: payment.id },
    "the provider's book has facts that the payment lacks",
  );
  await withInteraction({ correlationId, messageId }, () => lookUp(tools, payment));
}

/**
 * Logs an error that a retry cannot mend and needs an operator, so that the comparison goes on with the next charge.
 */
function skipPayment({ recorder }: PaymentTools, { id: paymentId }: PaymentState, error: unknown): void {
  if (!isAppError(error) || outcomeOfKind(error.kind).isRetryable) throw error;
  recorder.logger.error(
    { err: error, paymentId },
    "the facts of the provider's book cannot be recorded for a payment",
  );
}
