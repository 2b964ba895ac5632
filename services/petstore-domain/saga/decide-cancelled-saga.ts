import type { Cancellation } from '../orders/order-state.ts';
import type { SagaProgress, SagaStep } from './order-saga.ts';

/**
 * Compensation for each step at which a cancellation may find the saga. A call of that step may be in progress: the
 * void finds its effect, or the refund does once the capture is known. Stock is released first where nothing can have
 * been captured.
 */
const plans: Readonly<Partial<Record<SagaStep, readonly [SagaStep, ...SagaStep[]]>>> = {
  authorize: ['release', 'void', 'cancel'],
  accept: ['release', 'void', 'cancel'],
  capture: ['void', 'release', 'cancel'],
  prepare: ['refund', 'release', 'cancel'],
  dispatch: ['refund', 'release', 'cancel'],
};

/**
 * The saga's progress after a requested cancellation; null if it compensates already or there is nothing to compensate.
 */
export function decideCancelledSaga(progress: SagaProgress, cancellation: Cancellation): SagaProgress | null {
  const plan = plans[progress.step];
  if (plan === undefined || progress.cancellation !== null) return null;
  const [step, ...pending] = plan;
  return { step, pending, attempts: 0, waitedMs: 0, cancellation };
}
