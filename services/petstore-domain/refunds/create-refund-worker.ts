import { withInteraction } from '@petstore/chassis/correlation';
import type { RecordedEvent } from '@petstore/chassis/events';
import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import { inTransaction, type Pool, type Transaction } from '@petstore/chassis/postgres';
import { backOffMs } from '@petstore/chassis/resilience';
import type { Clock } from '@petstore/chassis/time';
import { createLeasedWorker, type LeasedWorker } from '@petstore/chassis/workers';
import { commandRefused } from '../orders/command-refused.ts';
import { countOrderEvents } from '../orders/count-order-events.ts';
import { decideOrder } from '../orders/decide-order.ts';
import type { RefundCommand } from '../orders/order-command.ts';
import { lockOrder } from '../orders/order-lock.ts';
import { loadOrder, recordOrderEvents } from '../orders/order-store.ts';
import type { PaymentAnswer, PaymentClient } from '../payments/payment-client.ts';
import { wakeWaitingSaga } from '../saga/saga-store.ts';
import {
  claimDueRefunds,
  holdRefund,
  type OpenRefund,
  postponeRefund,
  settleRefund,
} from './refund-store.ts';

export interface RefundOptions {
  readonly database: Pool;
  readonly payments: Pick<PaymentClient, 'refund'>;
  /** Uniform in [0, 1), for the jitter of the back-off. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Called after events were committed. */
  readonly onEvents: () => void;
  /** Called after a refund was confirmed or refused; a saga may wait for it. */
  readonly onSettled: () => void;
  /** Called after an attempt without an answer, with the time until the next one. */
  readonly onDelay?: (delayMs: number) => void;
}

/** Without a limit on attempts: the customer is owed the money. */
const backOff = { firstMs: 100, longestMs: 10_000, jitter: 'equal' } as const;

export interface RefundWorkerOptions extends RefundOptions {
  readonly leaseMs: number;
  readonly clock: Clock;
}

/** Sends requested refunds to payment-service and retries each until it is confirmed or refused. */
export function createRefundWorker(options: RefundWorkerOptions): LeasedWorker<OpenRefund> {
  const { database, leaseMs, logger, clock } = options;
  return createLeasedWorker<OpenRefund>({
    work: {
      name: 'refunds',
      describe: ({ orderId, correlationId }) => ({ orderId, correlationId }),
      claim: (limit, lease) => claimDueRefunds(database, limit, lease),
      run: (refund) => runRefund(refund, options),
      postpone: (refund, { delayMs }) => postponeRefund(database, refund, { delayMs }),
      release: (refund) => postponeRefund(database, refund, { delayMs: 0, isAttempt: false }),
    },
    leaseMs,
    mostAtOnce: 2,
    logger,
    clock,
  });
}

/**
 * Makes one attempt at a leased refund under its idempotency key, and records the outcome. The refund stays open if
 * there is no answer or the payment is busy.
 */
export async function runRefund(refund: OpenRefund, options: RefundOptions): Promise<null> {
  const { correlationId, lastMessageId, refundId, orderId } = refund;
  const { database, payments, logger, metrics, onEvents, onSettled, onDelay } = options;
  return withInteraction({ correlationId, messageId: lastMessageId }, async () => {
    const answer = await payments.refund(refund);
    const messageId = answer.messageId ?? lastMessageId;
    return withInteraction({ correlationId, messageId }, async () => {
      const asked = { ...refund, lastMessageId: messageId };
      const delayMs = Math.round(backOffMs(refund.attempts, { ...backOff, random: options.random() }));
      const recorded = await inTransaction(database, (transaction) =>
        record(transaction, asked, answer, delayMs),
      );
      logger.info({ orderId, refundId, outcome: answer.outcome }, 'refund attempt');
      if (recorded.length === 0) {
        onDelay?.(delayMs);
        return null;
      }
      countOrderEvents(metrics, recorded);
      onEvents();
      onSettled();
      return null;
    });
  });
}

async function record(
  transaction: Transaction,
  refund: OpenRefund,
  answer: PaymentAnswer,
  delayMs: number,
): Promise<readonly RecordedEvent[]> {
  const { orderId } = refund;
  await lockOrder(transaction, orderId);
  if (!(await holdRefund(transaction, refund))) return [];
  const command = commandOf(refund, answer);
  if (command === null) {
    await postponeRefund(transaction, refund, { delayMs });
    return [];
  }
  const loaded = await loadOrder(transaction, orderId);
  const decision = decideOrder(command, loaded.state);
  if ('refused' in decision) throw commandRefused(orderId, decision.reason);

  const { recorded } = await recordOrderEvents(transaction, loaded, decision);
  await settleRefund(transaction, refund);
  const last = recorded.at(-1);
  if (last !== undefined) await wakeWaitingSaga(transaction, orderId, last);
  return recorded;
}

/** Null while the outcome is unknown. */
function commandOf({ refundId }: OpenRefund, { outcome }: PaymentAnswer): RefundCommand | null {
  if (outcome.kind === 'done') return { type: 'record-refund', refundId };
  if (outcome.kind !== 'refused') return null;
  const { code, reason } = outcome;
  return { type: 'record-refund-refusal', refundId, code, reason };
}
