import { randomUUID } from 'node:crypto';
import { createWaker } from '@petstore/chassis/events';
import type { Worker } from '@petstore/chassis/lifecycle';
import type { Logger } from '@petstore/chassis/logging';
import type { Queryable } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { OrderSaga } from './order-saga.ts';
import { claimDueSagas, postponeSaga, returnSaga, timeToNextSaga } from './saga-store.ts';

export interface SagaWorkerOptions {
  readonly database: Queryable;
  readonly runStep: (saga: OrderSaga) => Promise<OrderSaga | null>;
  readonly leaseMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Brings orders to their end. */
export interface SagaWorker extends Worker {
  /** Tells it that a saga became due; without it one waits for the next look at the table. */
  wake(): void;
}

/** Most of a step is waiting for payment-service, so a few go on at once on the pool's few connections. */
const mostAtOnce = 8;
/** How soon a saga is seen that another process placed or left behind. */
const longestWaitMs = 500;
const shortestWaitMs = 5;
const longestPostponeMs = 10_000;

export function createSagaWorker(options: SagaWorkerOptions): SagaWorker {
  const { database, leaseMs, clock } = options;
  const waker = createWaker(clock);

  async function claim(limit: number): Promise<readonly OrderSaga[]> {
    return limit === 0 ? [] : claimDueSagas(database, limit, { token: randomUUID(), milliseconds: leaseMs });
  }

  async function waitForWork(isFull: boolean, signal: AbortSignal): Promise<void> {
    const dueMs = isFull ? null : await timeToNextSaga(database);
    const waitMs = Math.min(longestWaitMs, Math.max(shortestWaitMs, dueMs ?? longestWaitMs));
    await waker.wait(waitMs, signal);
  }

  return {
    name: 'order-saga',
    wake: () => waker.wake(),
    async run(signal) {
      const running = new Set<Promise<void>>();
      try {
        while (!signal.aborted) {
          const free = mostAtOnce - running.size;
          const claimed = await claim(free);
          for (const saga of claimed) {
            const run = drive(saga, options, signal).finally(() => {
              running.delete(run);
              waker.wake();
            });
            running.add(run);
          }
          const isFull = running.size === mostAtOnce;
          if (isFull || claimed.length < free) await waitForWork(isFull, signal);
        }
      } finally {
        await Promise.allSettled(running);
      }
    },
  };
}

/** Runs a saga's steps for as long as the next one is due at once. */
async function drive(saga: OrderSaga, options: SagaWorkerOptions, signal: AbortSignal): Promise<void> {
  const { database, runStep } = options;
  let current: OrderSaga | null = saga;
  let last = saga;
  try {
    while (current !== null && !signal.aborted) {
      last = current;
      current = await runStep(current);
    }
    if (current !== null) await returnSaga(database, current);
  } catch (error) {
    await postpone(last, error, options);
  }
}

async function postpone(saga: OrderSaga, error: unknown, options: SagaWorkerOptions): Promise<void> {
  const { database, logger } = options;
  const { orderId, step, correlationId, attempts } = saga;
  const delayMs = Math.min(longestPostponeMs, 100 * 2 ** attempts);
  logger.error(
    { err: error, orderId, step, correlationId, delayMs },
    'a saga step failed; it is tried again',
  );
  try {
    await postponeSaga(database, saga, delayMs);
  } catch (failure) {
    // The lease runs out by itself, and the saga is taken up again then.
    logger.warn({ err: failure, orderId, correlationId }, 'the saga could not be postponed');
  }
}
