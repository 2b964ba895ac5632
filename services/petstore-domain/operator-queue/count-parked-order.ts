import type { Metrics } from '@petstore/chassis/metrics';
import type { SagaStep } from '../saga/order-saga.ts';

/** An order was left to an operator. */
export function countParkedOrder(metrics: Metrics, step: SagaStep): void {
  metrics.counter('petstore_orders_parked_total').inc({ step });
}
