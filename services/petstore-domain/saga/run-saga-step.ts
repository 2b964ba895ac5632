import { currentInteraction, withInteraction } from '@petstore/chassis/correlation';
import type { RecordedEvent } from '@petstore/chassis/events';
import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import { inTransaction, type Pool, type Queryable } from '@petstore/chassis/postgres';
import { inSpan, parseTraceparent } from '@petstore/chassis/tracing';
import { domainErrors } from '../errors.ts';
import { countParkedOrder } from '../operator-queue/count-parked-order.ts';
import { countOrderEvents } from '../orders/count-order-events.ts';
import { decideOrder } from '../orders/decide-order.ts';
import type { OrderCommand } from '../orders/order-command.ts';
import type { OrderEvent } from '../orders/order-event.ts';
import type { OrderState } from '../orders/order-state.ts';
import { loadOrder, recordOrderEvents } from '../orders/order-store.ts';
import { openRefunds } from '../refunds/refund-store.ts';
import { applyStep } from './apply-step.ts';
import { decideNextSagaStep, type SagaDecision, type SagaSettings } from './decide-next-saga-step.ts';
import type { OrderSaga } from './order-saga.ts';
import type { PaymentAnswer, PaymentClient } from './payment-client.ts';
import { advanceSaga, holdSaga } from './saga-store.ts';

export interface SagaStepOptions {
  readonly database: Pool;
  readonly payments: PaymentClient;
  readonly settings: SagaSettings;
  /** How long one step may take before another worker takes the saga over. */
  readonly leaseMs: number;
  /** A number in [0, 1), for the jitter between attempts. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Told after events were committed. */
  readonly onEvents: () => void;
  /** Told after a refund was requested. */
  readonly onRefund: () => void;
}

interface StepResult {
  /** The saga when it goes on at once; null when it waits, is done, or is no longer ours. */
  readonly next: OrderSaga | null;
  readonly recorded: readonly RecordedEvent[];
  readonly decision: SagaDecision | null;
}

/**
 * Runs one step of one leased saga: the call to another service first, outside of any transaction and under a key that makes a
 * repetition harmless; then its effect, its events and the saga's progress in one transaction, refused if the lease is lost.
 * Resolves with the saga when its next step is due at once.
 */
export async function runSagaStep(saga: OrderSaga, options: SagaStepOptions): Promise<OrderSaga | null> {
  const { correlationId, lastMessageId, step, orderId } = saga;
  const trace = parseTraceparent(saga.traceparent ?? undefined);
  const place = { correlationId, messageId: lastMessageId, ...(trace === undefined ? {} : { trace }) };
  return withInteraction(place, () =>
    inSpan(`saga ${step}`, { attributes: { 'order.id': orderId } }, async () => {
      const startedAt = performance.now();
      // One that slept past its lease asks for nothing any more; what it does not know of may have been undone meanwhile.
      const asking = { ...currentInteraction(), ...place, deadline: saga.leaseEnd };
      const answer = await withInteraction(asking, () => askPayments(saga, options));
      const callMs = Math.round(performance.now() - startedAt);
      const messageId = answer?.messageId ?? lastMessageId;
      return withInteraction({ ...currentInteraction(), correlationId, messageId }, async () => {
        const result = await inTransaction(options.database, (transaction) =>
          recordStep(transaction, { ...saga, lastMessageId: messageId }, { ...options, answer, callMs }),
        );
        report(saga, result, options);
        return result.next;
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

async function recordStep(
  transaction: Queryable,
  saga: OrderSaga,
  options: SagaStepOptions & { readonly answer: PaymentAnswer | null; readonly callMs: number },
): Promise<StepResult> {
  const { answer, callMs, settings, leaseMs, random } = options;
  const elapsedMs = await holdSaga(transaction, saga);
  if (elapsedMs === null) return { next: null, recorded: [], decision: null };
  const loaded = await loadOrder(transaction, saga.orderId);
  const order = stateOf(loaded);
  const effect = await applyStep({ transaction, saga, order, answer });
  const events = eventsOf(effect.command, order);
  const { alongside = [], outcome } = effect;
  const { recorded } = await recordOrderEvents(transaction, loaded, { events, alongside });
  await openRefunds(transaction, recorded);
  const isCancellationWanted = order.cancellationRequest !== null;
  const circumstances = { outcome, elapsedMs, callMs, random: random(), isCancellationWanted };
  const decision = decideNextSagaStep(saga, circumstances, settings);
  const next = await advanceSaga(transaction, saga, {
    decision,
    lastMessageId: recorded.at(-1)?.messageId ?? saga.lastMessageId,
    paymentId: effect.paymentId ?? saga.paymentId,
    leaseMs,
  });
  return { next, recorded, decision };
}

function eventsOf(command: OrderCommand | undefined, order: OrderState): readonly OrderEvent[] {
  if (command === undefined) return [];
  const decision = decideOrder(command, order);
  if ('refused' in decision) throw commandRefused(order.orderId, decision.reason);
  return decision.events;
}

function report(saga: OrderSaga, { recorded, decision }: StepResult, options: SagaStepOptions): void {
  const { logger, metrics, onEvents, onRefund } = options;
  const { orderId, step } = saga;
  if (decision === null) {
    logger.warn({ orderId, step }, 'another worker took this saga over; nothing was written');
    return;
  }
  const { step: next, delayMs, parked, reason } = decision;
  if (parked !== undefined) countParkedOrder(metrics, step);
  logger.info({ orderId, step, next, delayMs, reason }, 'saga step');
  if (recorded.length === 0) return;
  countOrderEvents(metrics, recorded);
  onEvents();
  if (recorded.some(({ type }) => type === 'OrderRefundRequested')) onRefund();
}

function stateOf({ orderId, state }: { orderId: string; state: OrderState | null }): OrderState {
  if (state === null) throw commandRefused(orderId, 'the order has no events');
  return state;
}

function commandRefused(orderId: string, reason: string): Error {
  return domainErrors.create('order-command-refused', {
    message: `Order ${orderId}: ${reason}`,
    details: { orderId },
  });
}
