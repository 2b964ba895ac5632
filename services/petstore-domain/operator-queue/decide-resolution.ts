import type { ResolveParkedOrder } from '@petstore/contracts/http';
import type { SagaProgress } from '../saga/order-saga.ts';

export type ResolutionDecision =
  | {
      readonly progress: Pick<SagaProgress, 'step' | 'pending'>;
      /** What was refused before is asked for once more, under a new id. */
      readonly asksForRefund: boolean;
    }
  | { readonly refused: 'step-not-settleable'; readonly reason: string };

/**
 * Where an order goes that an operator resolved. `retry` tries its step again. `settled` says that somebody has seen to the payment and goes
 * on behind the void; every other step changes rows of ours, which nobody can do by hand.
 */
export function decideResolution(
  { step, pending }: Pick<SagaProgress, 'step' | 'pending'>,
  action: ResolveParkedOrder['action'],
): ResolutionDecision {
  if (action === 'retry') return { progress: { step, pending }, asksForRefund: step === 'refund' };
  if (step !== 'void') {
    const reason = `Nobody can do ${step} by hand; mend what stops it and retry.`;
    return { refused: 'step-not-settleable', reason };
  }
  const [next = 'done', ...rest] = pending;
  return { progress: { step: next, pending: rest }, asksForRefund: false };
}
