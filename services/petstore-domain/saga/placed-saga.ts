import type { RecordedEvent } from '@petstore/chassis/events';
import { deadlineAfter } from '@petstore/chassis/time';
import type { Lease, LeasedWorker } from '@petstore/chassis/workers';
import type { NewEvent } from '@petstore/contracts/events';
import { evolveOrder } from '../orders/evolve-order.ts';
import { isOrderEvent } from '../orders/order-event.ts';
import type { OrderState } from '../orders/order-state.ts';
import type { OrderSaga } from './order-saga.ts';
import { currentTraceparent } from './saga-store.ts';

/** An order that was placed and committed. */
export interface PlacedOrder {
  readonly recorded: readonly RecordedEvent[];
  readonly cardToken: string;
}

/** A place for one new order at this process's saga worker. */
export interface SagaPlace {
  /** Lease that the new saga's row is written with; null while the worker has no slot free. */
  readonly lease: Lease | null;
  /** Starts the saga, after the commit. Needs no claim and no read if it was written with the lease. */
  start(order: PlacedOrder): void;
}

/** Takes a place before the order's transaction begins, so that the lease ends here no later than in the row. */
export function takeSagaPlace(worker: LeasedWorker<OrderSaga>): SagaPlace {
  const lease = worker.lease();
  const leaseEnd = lease === null ? null : deadlineAfter(lease.milliseconds);
  return {
    lease,
    start({ recorded, cardToken }) {
      const all: readonly NewEvent[] = recorded;
      const events = all.filter(isOrderEvent);
      const state = events.reduce<OrderState | null>(evolveOrder, null);
      const last = recorded.at(-1);
      if (lease === null || leaseEnd === null || state === null || last === undefined) return worker.wake();
      const { orderId, customerId } = state;
      worker.take({
        orderId,
        customerId,
        step: 'authorize',
        pending: [],
        attempts: 0,
        waitedMs: 0,
        cancellation: null,
        leaseToken: lease.token,
        leaseEnd,
        delayMs: 0,
        stepSinceMs: performance.now(),
        order: { orderId, version: events.length, state },
        correlationId: last.correlationId,
        lastMessageId: last.messageId,
        cardToken,
        paymentId: null,
        traceparent: currentTraceparent(),
      });
    },
  };
}
