/** The saga on its own, for whoever measures it. What runs in the shop is put together in `service.ts`. */

export type { PaymentAnswer, PaymentClient } from '../payments/payment-client.ts';
export { createSagaWorker } from './create-saga-worker.ts';
export type { OrderSaga } from './order-saga.ts';
export { runSagaStep } from './run-saga-step.ts';
