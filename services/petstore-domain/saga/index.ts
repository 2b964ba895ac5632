/** Public entry for the benchmark of the saga. The service wires the same parts in `service.ts`. */

export type { PaymentAnswer, PaymentClient } from '../payments/payment-client.ts';
export { createSagaWorker } from './create-saga-worker.ts';
export type { OrderSaga } from './order-saga.ts';
export { runSagaStep } from './run-saga-step.ts';
