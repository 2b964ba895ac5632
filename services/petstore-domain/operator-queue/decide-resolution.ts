import type { ResolveParkedOrder } from '@petstore/contracts/http';
import type { SagaProgress } from '../saga/order-saga.ts';

export type ResolutionDecision =
  | {
      readonly progress: Pick<SagaProgress, 'step' | 'pending'>;
      /** A refused refund is requested again, under a new id. */
      readonly asksForRefund: boolean;
    }
  | { readonly refused: 'step-not-settleable'; readonly reason: string };

/**
 * The next step of an order that an operator resolved. `retry` retries its step. `settled` states that the payment was
 * settled by hand, and continues after the void; any other step changes our own rows, which cannot be done by hand.
 */
export function decideResolution(
  { step, pending }: Pick<SagaProgress, 'step' | 'pending'>,
  action: ResolveParkedOrder['action'],
): ResolutionDecision {
  if (action === 'retry') return { progress: { step, pending }, asksForRefund: step === 'refund' };
  if (step !== 'void') {
    const reason = `The step ${step} cannot be settled by hand; remove the cause of its failure and retry it.`;
    return { refused: 'step-not-settleable', reason };
  }
  const [next = 'done', ...rest] = pending;
  return { progress: { step: next, pending: rest }, asksForRefund: false };
}
