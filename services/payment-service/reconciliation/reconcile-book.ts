import { withInteraction } from '@petstore/chassis/correlation';
import { isAppError, outcomeOfKind } from '@petstore/chassis/errors';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import type { Charge } from '@petstore/contracts/http';
import { learnFromCharge } from '../payments/learn-from-charge.ts';
import type { PaymentState } from '../payments/payment-state.ts';
import { findPayments } from '../payments/payment-store.ts';
import { findLatestCall } from '../provider-calls/provider-call-store.ts';
import { lookUp, type PaymentTools } from '../provider-calls/settle-call.ts';
import { moveBookPlace, msUntilNextBook, takeBookPlace } from './book-place-store.ts';

export interface BookReconcilerOptions {
  readonly tools: PaymentTools;
  readonly everyMs: number;
  readonly clock: Clock;
}

const shortestWaitMs = 50;

/**
 * Compares the provider's book with the payments on schedule, whatever calls, webhooks and look-ups said or did not say: each charge that
 * changed since the last time is looked at, and one that shows something new is taken in.
 */
export function createBookReconciler(options: BookReconcilerOptions): Worker {
  const { tools, everyMs, clock } = options;
  const { database, logger } = tools.desk;
  return {
    name: 'payment-book-reconciler',
    async run(signal) {
      while (!signal.aborted) {
        try {
          await compareOn(tools, everyMs, signal);
        } catch (error) {
          if (!isAppError(error)) throw error;
          logger.warn({ err: error }, "the provider's book could not be compared; it is tried again");
        }
        const waitMs = await msUntilNextBook(database);
        await clock.wait(Math.min(everyMs, Math.max(shortestWaitMs, waitMs)), signal);
      }
    },
  };
}

async function compareOn(tools: PaymentTools, everyMs: number, signal: AbortSignal): Promise<void> {
  const { desk, provider } = tools;
  let place = await takeBookPlace(desk.database, everyMs);
  while (place !== undefined && !signal.aborted) {
    const { items, cursor } = await provider.changes(place);
    await compare(tools, items);
    const isMoved = cursor !== place && (await moveBookPlace(desk.database, place, cursor));
    place = isMoved ? cursor : undefined;
  }
}

async function compare(tools: PaymentTools, charges: readonly Charge[]): Promise<void> {
  const { database, logger } = tools.desk;
  const payments = await findPayments(
    database,
    charges.map(({ reference }) => reference),
  );
  for (const { id: chargeId, reference, ...charge } of charges) {
    const payment = payments.get(reference);
    if (payment === undefined) {
      logger.error({ chargeId, reference }, "the provider's book has a charge of no payment");
      continue;
    }
    const { facts, contradiction } = learnFromCharge(payment, { ...charge, id: chargeId, reference });
    if (contradiction !== null)
      logger.error({ paymentId: reference, contradiction }, "the provider's book contradicts a payment");
    if (facts.length > 0)
      await takeIn(tools, payment).catch((error: unknown) => passOver(tools, payment, error));
  }
}

/** Looked up once more, in the interaction that the payment belongs to, so that what is learned has its cause there. */
async function takeIn(tools: PaymentTools, payment: PaymentState): Promise<void> {
  const call = await findLatestCall(tools.desk.database, payment.id);
  if (call === undefined) return;
  const { correlationId, messageId } = call;
  tools.desk.logger.info({ paymentId: payment.id }, "the provider's book knows more than the payment");
  await withInteraction({ correlationId, messageId }, () => lookUp(tools, payment));
}

/** What fails and will not pass by itself is for a person to see to; the charges behind it are compared nevertheless. */
function passOver({ desk }: PaymentTools, { id: paymentId }: PaymentState, error: unknown): void {
  if (!isAppError(error) || outcomeOfKind(error.kind).isRetryable) throw error;
  desk.logger.error(
    { err: error, paymentId },
    "what the provider's book shows of a payment cannot be taken in",
  );
}
