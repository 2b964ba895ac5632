import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepOutcome } from './apply-step.ts';
import { decideCancelledSaga } from './decide-cancelled-saga.ts';
import { decideNextSagaStep } from './decide-next-saga-step.ts';
import type { SagaProgress, SagaStep } from './order-saga.ts';

const cancellation = { code: 'cancelled-by-customer', reason: 'changed my mind' };
const at = (step: SagaStep, more: Partial<SagaProgress> = {}): SagaProgress => ({
  step,
  pending: [],
  attempts: 3,
  waitedMs: 900,
  cancellation: null,
  ...more,
});

describe('decideCancelledSaga', () => {
  it.each([
    ['authorize', ['release', 'void', 'cancel']],
    ['accept', ['release', 'void', 'cancel']],
    ['capture', ['void', 'release', 'cancel']],
    ['prepare', ['refund', 'release', 'cancel']],
    ['dispatch', ['refund', 'release', 'cancel']],
  ] as const)('compensates an order at step %s by %j', (step, [first, ...pending]) => {
    expect(decideCancelledSaga(at(step), cancellation)).toEqual({
      step: first,
      pending,
      attempts: 0,
      waitedMs: 0,
      cancellation,
    });
  });

  it.each(['deliver', 'done'] as const)('has nothing to compensate at %s', (step) => {
    expect(decideCancelledSaga(at(step), cancellation)).toBeNull();
  });

  it('does not redirect a saga that compensates already', () => {
    const other = { code: 'payment-unavailable', reason: 'no answer' };
    const progress = at('void', { pending: ['release', 'cancel'], cancellation: other });
    expect(decideCancelledSaga(progress, cancellation)).toBeNull();
    expect(decideCancelledSaga(at('capture', { cancellation: other }), cancellation)).toBeNull();
  });
});

const settings = {
  fulfilmentStepMs: 0,
  authorizePatienceMs: 5_000,
  capturePatienceMs: 60_000,
  outagePatienceMs: 120_000,
  compensationPatienceMs: 600_000,
  voidPatienceMs: 1_000,
  arrivalGraceMs: 10_000,
};
const done: StepOutcome = { kind: 'done' };
const silence: StepOutcome = { kind: 'unanswered', reason: 'no answer' };
const forward = ['authorize', 'accept', 'capture', 'prepare', 'dispatch'] as const;

/**
 * Outcomes that a compensation step can have; a captured payment is possible only if the capture may have been
 * requested.
 */
function outcomesOf({ step, pending }: SagaProgress): StepOutcome[] {
  if (step === 'refund') return [done, silence];
  if (step !== 'void') return [done];
  return pending.includes('release')
    ? [done, silence, { kind: 'already-captured' }]
    : [done, silence, { kind: 'no-payment' }];
}

describe('any cancellation', () => {
  const chance = fc.record({ outcome: fc.nat({ max: 5 }), elapsedMs: fc.constantFrom(0, 2_000, 20_000) });

  it('ends cancelled, never delivered, and refunds before it releases stock', () => {
    fc.assert(
      fc.property(fc.nat({ max: 4 }), fc.array(chance, { maxLength: 30 }), (place, chances) => {
        const start = forward[place] ?? 'authorize';
        const visited: SagaStep[] = [];
        let progress = decideCancelledSaga(at(start), cancellation);
        for (const { outcome, elapsedMs } of [
          ...chances,
          ...Array(20).fill({ outcome: 0, elapsedMs: 20_000 }),
        ]) {
          if (progress === null || progress.step === 'done') break;
          const outcomes = outcomesOf(progress);
          const chosen = outcomes[outcome % outcomes.length] ?? done;
          if (chosen.kind === 'done') visited.push(progress.step);
          const circumstances = {
            outcome: chosen,
            elapsedMs,
            callMs: 0,
            random: 0,
            isCancellationWanted: true,
          };
          progress = decideNextSagaStep(progress, circumstances, settings);
        }
        expect(progress?.step).toBe('done');
        expect(progress?.cancellation).toEqual(cancellation);
        expect(visited.filter((step) => step === 'cancel')).toHaveLength(1);
        expect(visited).not.toContain('deliver');
        const isPaid = visited.includes('capture') || start === 'prepare' || start === 'dispatch';
        expect(visited.includes('refund')).toBe(isPaid);
        if (isPaid) expect(visited.indexOf('refund')).toBeLessThan(visited.indexOf('release'));
        expect(visited).toContain('release');
      }),
    );
  });
});
