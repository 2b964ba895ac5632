import type { Metrics } from '@petstore/chassis/metrics';
import type { Queryable } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import { countParkedOrders } from './parked-order-store.ts';

export interface QueueWatchOptions {
  readonly database: Queryable;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

const everyMs = 5_000;

/** Measures how many orders have the state `needs-operator`; every replica reports the same number. */
export function createQueueWatch({ database, metrics, clock }: QueueWatchOptions): Worker {
  const gauge = metrics.gauge('petstore_orders_parked');
  return {
    name: 'operator-queue-watch',
    async run(signal) {
      while (!signal.aborted) {
        gauge.set({}, await countParkedOrders(database));
        await clock.wait(everyMs, signal);
      }
    },
  };
}
