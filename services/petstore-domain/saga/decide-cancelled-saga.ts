import type { Cancellation } from '../orders/order-state.ts';
import type { SagaProgress, SagaStep } from './order-saga.ts';

/**
 * What undoes an order by the step that its saga has come to. A call of that step may be under way at the very moment: whatever it did
 * is found by the void, or by the refund once the capture is known. Stock goes back first where no money can have been taken.
 */
const plans: Readonly<Partial<Record<SagaStep, readonly [SagaStep, ...SagaStep[]]>>> = {
  authorize: ['release', 'void', 'cancel'],
  accept: ['release', 'void', 'cancel'],
  capture: ['void', 'release', 'cancel'],
  prepare: ['refund', 'release', 'cancel'],
  dispatch: ['refund', 'release', 'cancel'],
};

/** Where a saga goes whose order somebody cancels; null when it is being undone already, or has nothing left to undo. */
export function decideCancelledSaga(progress: SagaProgress, cancellation: Cancellation): SagaProgress | null {
  const plan = plans[progress.step];
  if (plan === undefined || progress.cancellation !== null) return null;
  const [step, ...pending] = plan;
  return { step, pending, attempts: 0, waitedMs: 0, cancellation };
}
