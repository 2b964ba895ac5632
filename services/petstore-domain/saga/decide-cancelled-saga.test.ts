import { describe, expect, it } from 'vitest';
import { decideCancelledSaga } from './decide-cancelled-saga.ts';
import type { SagaProgress, SagaStep } from './order-saga.ts';

const cancellation = { code: 'cancelled-by-customer', reason: 'changed my mind' };
const at = (step: SagaStep, more: Partial<SagaProgress> = {}): SagaProgress => ({
  step,
  pending: [],
  attempts: 3,
  cancellation: null,
  ...more,
});

describe('decideCancelledSaga', () => {
  it.each([
    ['reserve', ['cancel']],
    ['authorize', ['release', 'void', 'cancel']],
    ['accept', ['release', 'void', 'cancel']],
    ['capture', ['void', 'release', 'cancel']],
    ['prepare', ['refund', 'release', 'cancel']],
    ['dispatch', ['refund', 'release', 'cancel']],
  ] as const)('undoes an order that has come to %s by %j', (step, [first, ...pending]) => {
    expect(decideCancelledSaga(at(step), cancellation)).toEqual({
      step: first,
      pending,
      attempts: 0,
      cancellation,
    });
  });

  it.each(['deliver', 'done'] as const)('has nothing to undo at %s', (step) => {
    expect(decideCancelledSaga(at(step), cancellation)).toBeNull();
  });

  it('leaves a saga alone that undoes its order for another reason', () => {
    const other = { code: 'payment-unavailable', reason: 'no answer' };
    const progress = at('void', { pending: ['release', 'cancel'], cancellation: other });
    expect(decideCancelledSaga(progress, cancellation)).toBeNull();
    expect(decideCancelledSaga(at('capture', { cancellation: other }), cancellation)).toBeNull();
  });
});
