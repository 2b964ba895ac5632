import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import type { Queryable } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import { createLeasedWorker, type LeasedWorker } from '@petstore/chassis/workers';
import type { OrderSaga } from './order-saga.ts';
import { countOrderForOperator } from './run-saga-step.ts';
import { claimDueSagas, postponeSaga, returnSaga } from './saga-store.ts';

export interface SagaWorkerOptions {
  readonly database: Queryable;
  readonly runStep: (saga: OrderSaga) => Promise<OrderSaga | null>;
  readonly leaseMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** A step mostly waits for payment-service, so the pool's few connections serve several at once. */
const mostAtOnce = 8;

/** Runs the due steps of all sagas until each order is delivered or cancelled. */
export function createSagaWorker(options: SagaWorkerOptions): LeasedWorker<OrderSaga> {
  const { database, runStep, leaseMs, logger, metrics, clock } = options;
  return createLeasedWorker<OrderSaga>({
    work: {
      name: 'order-saga',
      describe: ({ orderId, correlationId }) => ({ orderId, correlationId }),
      claim: (limit, lease) => claimDueSagas(database, limit, lease),
      run: runStep,
      async postpone(saga, failure) {
        if (await postponeSaga(database, saga, failure)) countOrderForOperator(metrics, saga.step);
      },
      release: (saga) => returnSaga(database, saga),
    },
    leaseMs,
    mostAtOnce,
    logger,
    clock,
  });
}
