import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepOutcome } from './apply-step.ts';
import { decideNextSagaStep, goesAlong, type SagaDecision } from './decide-next-saga-step.ts';
import type { SagaProgress, SagaStep } from './order-saga.ts';

const settings = {
  fulfilmentStepMs: 200,
  authorizePatienceMs: 5_000,
  capturePatienceMs: 60_000,
  outagePatienceMs: 120_000,
  compensationPatienceMs: 600_000,
  voidPatienceMs: 1_000,
  arrivalGraceMs: 10_000,
};
const done: StepOutcome = { kind: 'done' };
const silence: StepOutcome = { kind: 'unanswered', reason: 'no answer', isProviderSilent: true };
const outage: StepOutcome = { kind: 'unanswered', reason: 'the database is away' };
const declined: StepOutcome = { kind: 'refused', code: 'payment-declined', reason: 'declined' };

const at = (step: SagaStep, more: Partial<SagaProgress> = {}): SagaProgress => ({
  step,
  pending: [],
  attempts: 0,
  waitedMs: 0,
  cancellation: null,
  ...more,
});

function decide(progress: SagaProgress, outcome: StepOutcome, elapsedMs = 0): SagaDecision {
  return decideNextSagaStep(
    progress,
    { outcome, elapsedMs, callMs: 0, random: 0.5, isCancellationWanted: false },
    settings,
  );
}

/** All following steps, if each succeeds. */
function stepsFrom(start: SagaProgress): SagaStep[] {
  const steps: SagaStep[] = [];
  for (let progress = start; progress.step !== 'done'; progress = decide(progress, done))
    steps.push(progress.step);
  return steps;
}

describe('decideNextSagaStep', () => {
  it('takes an order from its authorization to its delivery', () => {
    const whole = ['authorize', 'accept', 'capture', 'prepare', 'dispatch', 'deliver'];
    expect(stepsFrom(at('authorize'))).toEqual(whole);
  });

  it('delays each fulfilment step and no payment step', () => {
    const delays = (['authorize', 'accept', 'capture', 'prepare', 'dispatch', 'deliver'] as const).map(
      (step) => decide(at(step), done).delayMs,
    );
    expect(delays).toEqual([0, 0, 200, 200, 200, 0]);
  });

  it.each([
    ['authorize', ['release', 'cancel']],
    ['accept', ['release', 'void', 'cancel']],
    ['capture', ['void', 'release', 'cancel']],
  ] as const)('compensates an order that is refused at %s by %j', (step, steps) => {
    const decision = decide(at(step), declined);
    expect(stepsFrom(decision)).toEqual(steps);
    expect(decision.cancellation).toEqual({ code: 'payment-declined', reason: 'declined' });
  });

  it.each([
    ['authorize', 4_999, 5_000, ['release', 'void', 'cancel']],
    ['capture', 59_999, 60_000, ['void', 'release', 'cancel']],
  ] as const)(
    'retries %s while the provider was silent for %i ms and gives up at %i',
    (step, before, after, steps) => {
      const waiting = decide(at(step, { waitedMs: before }), silence);
      expect(waiting).toMatchObject({ step, attempts: 1, cancellation: null });
      const decision = decide(at(step, { waitedMs: after }), silence);
      expect(stepsFrom(decision)).toEqual(steps);
      expect(decision.cancellation?.code).toBe('payment-unavailable');
    },
  );

  it.each(['authorize', 'capture'] as const)(
    'does not count time or attempts at %s against the provider while it could not be asked',
    (step) => {
      const waiting = decide(at(step, { attempts: 90, waitedMs: 1_000 }), outage, 119_999);
      expect(waiting).toMatchObject({ step, waitedMs: 1_000, cancellation: null });
      expect(decide(at(step), outage, 120_000).cancellation?.code).toBe('payment-unavailable');
    },
  );

  it('counts the duration of a call without an answer and the delay after it', () => {
    const circumstances = { elapsedMs: 0, callMs: 1_500, random: 0.5, isCancellationWanted: false };
    const first = decideNextSagaStep(at('authorize'), { ...circumstances, outcome: silence }, settings);
    expect(first.waitedMs).toBe(1_500 + first.delayMs);
    const second = decideNextSagaStep(first, { ...circumstances, outcome: outage }, settings);
    expect(second.waitedMs).toBe(first.waitedMs);
  });

  it('doubles the delay between attempts, half of it jitter, up to a limit', () => {
    const pauses = [0, 1, 2, 3, 4, 9].map(
      (attempts) => decide(at('authorize', { attempts }), silence).delayMs,
    );
    expect(pauses).toEqual([75, 150, 300, 600, 750, 750]);
  });

  it('cancels after a while although the void is not confirmed, and continues the void', () => {
    const cancellation = { code: 'payment-unavailable', reason: 'no answer' };
    const decision = decide(at('void', { pending: ['cancel'], cancellation }), silence, 1_000);
    expect(stepsFrom(decision)).toEqual(['cancel', 'void']);
    const later = decide(at('void', { cancellation }), silence, 599_999);
    expect(later).toMatchObject({ step: 'void', attempts: 1 });
  });

  it('never releases stock while the payment may be captured', () => {
    const cancellation = { code: 'payment-unavailable', reason: 'no answer' };
    const progress = at('void', { pending: ['release', 'cancel'], cancellation });
    for (const elapsedMs of [599_999, 3_600_000]) {
      const waiting = { step: 'void', pending: ['release', 'cancel'] };
      expect(decide(progress, silence, elapsedMs)).toMatchObject(waiting);
    }
  });

  it('waits for a request that may still arrive before it concludes that there is no payment to void', () => {
    const cancellation = { code: 'payment-unavailable', reason: 'no answer' };
    const progress = at('void', { cancellation });
    expect(decide(progress, { kind: 'no-payment' }, 9_999)).toMatchObject({ step: 'void', attempts: 1 });
    expect(decide(progress, { kind: 'no-payment' }, 10_000)).toMatchObject({ step: 'done' });
  });

  it.each(['void', 'refund'] as const)(
    'leaves a %s without result to an operator after ten minutes',
    (step) => {
      const cancellation = { code: 'payment-unavailable', reason: 'no answer' };
      const progress = at(step, { pending: ['release', 'cancel'], cancellation, attempts: 300 });
      expect(decide(progress, outage, 599_999).needsOperator).toBeUndefined();
      expect(decide(progress, outage, 600_000)).toMatchObject({
        step,
        pending: ['release', 'cancel'],
        needsOperator: 'the database is away',
      });
    },
  );

  it('leaves an outcome that no retry can change to an operator at once', () => {
    const cancellation = { code: 'cancelled-by-customer', reason: 'changed my mind' };
    const progress = at('refund', { pending: ['release', 'cancel'], cancellation });
    expect(decide(progress, { kind: 'stuck', reason: 'The account is closed.' })).toMatchObject({
      step: 'refund',
      needsOperator: 'The account is closed.',
    });
  });

  it('continues the order when the void finds the payment captured', () => {
    const cancellation = { code: 'payment-unavailable', reason: 'no answer' };
    const progress = at('void', { pending: ['release', 'cancel'], cancellation });
    const decision = decide(progress, { kind: 'already-captured' });
    expect(decision.cancellation).toBeNull();
    expect(stepsFrom(decision)).toEqual(['capture', 'prepare', 'dispatch', 'deliver']);
  });
});

describe('an order with a requested cancellation', () => {
  const cancellation = { code: 'cancelled-by-customer', reason: 'changed my mind' };
  const wanted = (progress: SagaProgress, outcome: StepOutcome, elapsedMs = 0) =>
    decideNextSagaStep(
      progress,
      { outcome, elapsedMs, callMs: 0, random: 0.5, isCancellationWanted: true },
      settings,
    );

  it('is refunded when the void finds the payment captured', () => {
    const progress = at('void', { pending: ['release', 'cancel'], cancellation });
    const decision = wanted(progress, { kind: 'already-captured' });
    expect(decision.cancellation).toEqual(cancellation);
    expect(stepsFrom(decision)).toEqual(['capture', 'refund', 'release', 'cancel']);
  });

  it('keeps its paid items until the refund is confirmed, even after many attempts', () => {
    const progress = at('refund', { pending: ['release', 'cancel'], cancellation, attempts: 40 });
    expect(wanted(progress, silence, 599_999)).toMatchObject({
      step: 'refund',
      pending: ['release', 'cancel'],
      delayMs: 7_500,
    });
    expect(stepsFrom(wanted(progress, done))).toEqual(['release', 'cancel']);
  });
});

describe('a step that runs in the transaction of the previous one', () => {
  const decided = { ...at('accept'), delayMs: 0, reason: '' };

  it.each(['accept', 'prepare', 'refund', 'release', 'cancel'] as const)('is %s', (step) => {
    expect(goesAlong({ ...decided, step })).toBe(true);
  });

  it.each([
    ['calls another service', { step: 'capture' }],
    ['is delayed', { step: 'prepare', delayMs: 200 }],
    ['was attempted before', { step: 'refund', attempts: 1 }],
    ['needs an operator', { step: 'refund', needsOperator: 'the account is closed' }],
    ['is done', { step: 'done' }],
  ] as const)('is not one that %s', (_, difference) => {
    expect(goesAlong({ ...decided, ...difference })).toBe(false);
  });
});

/**
 * Outcomes that a step can really have: an authorized payment exists, and nothing is captured before the capture step.
 */
function possibleOutcomes({ step, pending }: SagaProgress, isAuthorized: boolean): StepOutcome[] {
  if (step === 'authorize' || step === 'capture') return [done, declined, silence];
  if (step === 'accept') return [done, declined];
  if (step !== 'void') return [done];
  if (!isAuthorized) return [done, silence, { kind: 'no-payment' }];
  return pending.includes('release') ? [done, silence, { kind: 'already-captured' }] : [done, silence];
}

describe('any run of a saga', () => {
  const chance = fc.record({
    outcome: fc.nat({ max: 11 }),
    elapsedMs: fc.constantFrom(0, 2_000, 6_000, 70_000),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });

  it('ends delivered or cancelled, never both; a cancelled order released its items', () => {
    fc.assert(
      fc.property(fc.array(chance, { maxLength: 60 }), (chances) => {
        const visited: SagaStep[] = [];
        let progress = at('authorize');
        const take = (outcome: StepOutcome, elapsedMs = 0, random = 0) => {
          if (outcome.kind === 'done') visited.push(progress.step);
          progress = decideNextSagaStep(
            progress,
            { outcome, elapsedMs, callMs: elapsedMs, random, isCancellationWanted: false },
            settings,
          );
        };
        for (const { outcome, elapsedMs, random } of chances) {
          if (progress.step === 'done') break;
          const outcomes = possibleOutcomes(progress, visited.includes('authorize'));
          take(outcomes[outcome % outcomes.length] ?? done, elapsedMs, random);
        }
        for (let left = 20; progress.step !== 'done' && left > 0; left -= 1) take(done);

        expect(progress.step).toBe('done');
        expect(visited.filter((step) => step === 'deliver' || step === 'cancel')).toHaveLength(1);
        if (visited.includes('cancel')) {
          expect(visited).not.toContain('capture');
          expect(visited).toContain('release');
          if (visited.includes('authorize')) expect(visited).toContain('void');
        } else {
          expect(visited).not.toContain('release');
        }
      }),
    );
  });
});
