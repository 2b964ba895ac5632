import { currentInteraction, inSpan, withInteraction } from '@petstore/chassis/correlation';
import type { RecordedEvent } from '@petstore/chassis/events';
import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import { inTransaction, type Pool } from '@petstore/chassis/postgres';
import { parseTraceparent } from '@petstore/chassis/tracing';
import { countOrderEvents } from '../orders/count-order-events.ts';
import { loadOrder } from '../orders/order-store.ts';
import type { PaymentAnswer, PaymentClient } from '../payments/payment-client.ts';
import type { SagaSettings } from './decide-next-saga-step.ts';
import type { OrderSaga, SagaStep } from './order-saga.ts';
import { commandRefused, type RecordedSteps, recordSteps, stateOf } from './record-steps.ts';

export interface SagaStepOptions {
  readonly database: Pool;
  readonly payments: PaymentClient;
  readonly settings: SagaSettings;
  /** Duration of a lease, after which another worker takes over the saga. */
  readonly leaseMs: number;
  /** Uniform in [0, 1), for the jitter of the back-off. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Called after events were committed. */
  readonly onEvents: (recorded?: readonly RecordedEvent[]) => void;
  /** Called after a refund was requested. */
  readonly onRefund: () => void;
}

/**
 * Runs one step of a leased saga. First the call to payment-service, outside of any transaction and under an
 * idempotency key. Then, in one transaction that fails if the lease is lost: the effect of the step and of the local
 * steps after it, their events, and the saga's progress. Resolves with the saga if its next step is due at once.
 */
export async function runSagaStep(saga: OrderSaga, options: SagaStepOptions): Promise<OrderSaga | null> {
  const { correlationId, lastMessageId, step, orderId } = saga;
  const trace = parseTraceparent(saga.traceparent ?? undefined);
  const place = { correlationId, messageId: lastMessageId, ...(trace === undefined ? {} : { trace }) };
  return withInteraction(place, () =>
    inSpan(`saga ${step}`, { attributes: { 'order.id': orderId } }, async () => {
      const startedAt = performance.now();
      // After its lease a worker sends no request any more: another one may have compensated the order since.
      const asking = { ...currentInteraction(), ...place, deadline: saga.leaseEnd };
      const answer = await withInteraction(asking, () => askPayments(saga, options));
      const callMs = Math.round(performance.now() - startedAt);
      const messageId = answer?.messageId ?? lastMessageId;
      return withInteraction({ ...currentInteraction(), correlationId, messageId }, async () => {
        const steps = await inTransaction(options.database, (transaction) =>
          recordSteps(transaction, { ...saga, lastMessageId: messageId }, { ...options, answer, callMs }),
        );
        report(saga, steps, options);
        return steps.next;
      });
    }),
  );
}

async function askPayments(saga: OrderSaga, options: SagaStepOptions): Promise<PaymentAnswer | null> {
  const { database, payments } = options;
  const { orderId, customerId, cardToken, paymentId } = saga;
  switch (saga.step) {
    case 'authorize': {
      const { totalMinor, currency } = stateOf(await loadOrder(database, orderId));
      if (cardToken === null)
        throw commandRefused(orderId, 'the card token is gone before the authorization');
      const amount = { amountMinor: totalMinor, currency };
      return payments.authorize({ orderId, customerId, amount, cardToken });
    }
    case 'capture':
      if (paymentId === null) throw commandRefused(orderId, 'there is no payment to capture');
      return payments.capture(orderId, paymentId);
    case 'void':
      return payments.void(orderId, paymentId);
    default:
      return null;
  }
}

function report({ orderId, step }: OrderSaga, steps: RecordedSteps, options: SagaStepOptions): void {
  const { taken, recorded } = steps;
  const { logger, metrics, onEvents, onRefund } = options;
  if (taken.length === 0) {
    logger.warn({ orderId, step }, 'the lease is lost to another worker; nothing was written');
    return;
  }
  for (const { step: done, decision } of taken) {
    const { step: next, delayMs, parked, reason } = decision;
    if (parked !== undefined) countParkedOrder(metrics, done);
    logger.info({ orderId, step: done, next, delayMs, reason }, 'saga step');
  }
  if (recorded.length === 0) return;
  countOrderEvents(metrics, recorded);
  onEvents(recorded);
  if (recorded.some(({ type }) => type === 'OrderRefundRequested')) onRefund();
}

/** Counts an order that needs an operator. */
export function countParkedOrder(metrics: Metrics, step: SagaStep): void {
  metrics.counter('petstore_orders_parked_total').inc({ step });
}
