import type { Cancellation } from '../orders/order-state.ts';
import type { SagaProgress } from './order-saga.ts';
import { sagaSteps } from './saga-steps.ts';

/**
 * The saga's progress after a requested cancellation; null if it compensates already or there is nothing to compensate.
 */
export function decideCancelledSaga(progress: SagaProgress, cancellation: Cancellation): SagaProgress | null {
  const plan = sagaSteps[progress.step].afterCancellation;
  if (plan === undefined || progress.cancellation !== null) return null;
  const [step, ...pending] = plan;
  return { step, pending, attempts: 0, waitedMs: 0, cancellation };
}
