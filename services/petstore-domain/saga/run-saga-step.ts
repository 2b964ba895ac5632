import { currentInteraction, inSpan, withInteraction } from '@petstore/chassis/correlation';
import type { RecordedEvent } from '@petstore/chassis/events';
import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import type { Pool } from '@petstore/chassis/postgres';
import { parseTraceparent } from '@petstore/chassis/tracing';
import { countOrderEvents } from '../orders/count-order-events.ts';
import { loadOrder } from '../orders/order-store.ts';
import type { PaymentClient } from '../payments/payment-client.ts';
import type { OrderSaga, SagaStep } from './order-saga.ts';
import { type RecordedSteps, recordSteps, stateOf } from './record-steps.ts';
import { type SagaSettings, sagaSteps } from './saga-steps.ts';

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
  /** Called after the lease was given up, with the time until the saga is due again. */
  readonly onDelay?: (delayMs: number) => void;
}

/**
 * Runs one step of a leased saga. First the call to payment-service, outside of any transaction and under an
 * idempotency key. Then, in one statement that writes nothing if the lease is lost: the effect of the step and of the
 * local steps after it, their events, and the saga's progress. Resolves with the saga if its lease is kept, because the
 * next step is due at once or after a short timer.
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
      const { call } = sagaSteps[step];
      const readOrder = async () => stateOf(saga.order ?? (await loadOrder(options.database, orderId)));
      const answer =
        call === undefined
          ? null
          : await withInteraction(asking, () => call(options.payments, saga, readOrder));
      const callMs = Math.round(performance.now() - startedAt);
      const messageId = answer?.messageId ?? lastMessageId;
      return withInteraction({ ...currentInteraction(), correlationId, messageId }, async () => {
        const asked = { ...options, answer, callMs };
        const steps = await recordSteps(options.database, { ...saga, lastMessageId: messageId }, asked);
        report(saga, steps, options);
        return steps.next;
      });
    }),
  );
}

function report({ orderId, step }: OrderSaga, steps: RecordedSteps, options: SagaStepOptions): void {
  const { taken, recorded } = steps;
  const { logger, metrics, onEvents, onRefund, onDelay } = options;
  if (taken.length === 0) {
    logger.warn({ orderId, step }, 'the lease is lost to another worker; nothing was written');
    return;
  }
  for (const { step: done, decision } of taken) {
    const { step: next, delayMs, needsOperator, reason } = decision;
    if (needsOperator !== undefined) countOrderForOperator(metrics, done);
    logger.info({ orderId, step: done, next, delayMs, reason }, 'saga step');
  }
  const last = taken.at(-1)?.decision;
  const isGivenBack = steps.next === null && last?.step !== 'done' && last?.needsOperator === undefined;
  if (isGivenBack) onDelay?.(last?.delayMs ?? 0);
  if (recorded.length === 0) return;
  countOrderEvents(metrics, recorded);
  onEvents(recorded);
  if (recorded.some(({ type }) => type === 'OrderRefundRequested')) onRefund();
}

/** Counts an order that needs an operator. */
export function countOrderForOperator(metrics: Metrics, step: SagaStep): void {
  metrics.counter('petstore_orders_parked_total').inc({ step });
}
