import { backOffMs } from '@petstore/chassis/resilience';
import type { Cancellation } from '../orders/order-state.ts';
import type { StepOutcome } from './apply-step.ts';
import type { SagaProgress } from './order-saga.ts';
import { type Compensation, type SagaSettings, sagaSteps } from './saga-steps.ts';

export interface SagaDecision extends SagaProgress {
  readonly delayMs: number;
  /** Why the order needs an operator; absent while the saga continues by itself. */
  readonly needsOperator?: string;
  /** Text for the log. */
  readonly reason: string;
}

interface Circumstances {
  readonly outcome: StepOutcome;
  /** Time since the first attempt of the step. */
  readonly elapsedMs: number;
  /** Duration of this attempt's call. */
  readonly callMs: number;
  /** Uniform in [0, 1), for the jitter. */
  readonly random: number;
  /** A customer or operator requested the cancellation of the order. */
  readonly isCancellationWanted: boolean;
}

const defaultLongestRetryMs = 2_000;
const firstRetryMs = 100;

/**
 * The policy of the saga: the step after an outcome, the limits on retries, and the compensation of a failed order.
 * Pure.
 */
export function decideNextSagaStep(
  progress: SagaProgress,
  circumstances: Circumstances,
  settings: SagaSettings,
): SagaDecision {
  const { outcome } = circumstances;
  switch (outcome.kind) {
    case 'done':
      return advance(progress, settings);
    case 'refused': {
      const { code, reason } = outcome;
      return compensate(progress, sagaSteps[progress.step].afterRefusal, { code, reason });
    }
    case 'stuck':
      return leaveToOperator(progress, outcome.reason);
    case 'already-captured':
      return acknowledgeCapture(progress, circumstances);
    case 'no-payment':
      if (circumstances.elapsedMs >= settings.arrivalGraceMs) return advance(progress, settings);
      break;
    case 'unanswered':
      break;
  }
  const isProviderSilent = outcome.kind === 'unanswered' && outcome.isProviderSilent === true;
  const waitedMs = progress.waitedMs + (isProviderSilent ? circumstances.callMs : 0);
  const waiting = { ...progress, waitedMs };
  if (sagaSteps[progress.step].isGivenUp?.(waiting, circumstances.elapsedMs, settings))
    return giveUp(waiting);
  const reason = outcome.kind === 'unanswered' ? outcome.reason : 'a payment request may still arrive';
  if (isBeyondPatience(waiting, circumstances, settings)) return leaveToOperator(waiting, reason);
  return retry(waiting, { reason, isProviderSilent, random: circumstances.random });
}

/** Whether the decided step can run in the same transaction: it calls no other service and has no delay. */
export function goesAlong({ step, attempts, delayMs, needsOperator }: SagaDecision): boolean {
  const isOwn = step !== 'done' && sagaSteps[step].call === undefined;
  return isOwn && attempts === 0 && delayMs === 0 && needsOperator === undefined;
}

function acknowledgeCapture(
  { cancellation }: SagaProgress,
  { isCancellationWanted }: Circumstances,
): SagaDecision {
  const common = { step: 'capture', attempts: 0, waitedMs: 0, delayMs: 0 } as const;
  if (isCancellationWanted) {
    const reason = 'the payment is captured, so it is refunded';
    return { ...common, pending: ['refund', 'release', 'cancel'], cancellation, reason };
  }
  const reason = 'the payment is captured, so the order continues';
  return { ...common, pending: [], cancellation: null, reason };
}

function advance(progress: SagaProgress, { fulfilmentStepMs }: SagaSettings): SagaDecision {
  const { step, pending, cancellation } = progress;
  const [queued, ...rest] = pending;
  const next = cancellation === null ? (sagaSteps[step].next ?? 'done') : (queued ?? 'done');
  const delayMs = sagaSteps[next].isTimed ? fulfilmentStepMs : 0;
  const fresh = { step: next, pending: rest, attempts: 0, waitedMs: 0 };
  return { ...fresh, cancellation, delayMs, reason: `${step} is done` };
}

function compensate(
  { step, cancellation: earlier }: SagaProgress,
  plan: Compensation | undefined,
  cancellation: Cancellation,
): SagaDecision {
  if (plan === undefined) throw new RangeError(`the step ${step} has no compensation`);
  const [next, ...pending] = plan;
  const reason = `${step} failed: ${cancellation.reason}`;
  const fresh = { step: next, pending, attempts: 0, waitedMs: 0 };
  return { ...fresh, cancellation: earlier ?? cancellation, delayMs: 0, reason };
}

/** A compensation is never given up; after the limit the order needs an operator. */
function isBeyondPatience(
  { cancellation }: SagaProgress,
  { elapsedMs }: Circumstances,
  { compensationPatienceMs }: SagaSettings,
): boolean {
  return cancellation !== null && elapsedMs >= compensationPatienceMs;
}

function leaveToOperator(progress: SagaProgress, needsOperator: string): SagaDecision {
  const reason = `${progress.step} needs an operator: ${needsOperator}`;
  return { ...progress, delayMs: 0, needsOperator, reason };
}

function giveUp(progress: SagaProgress): SagaDecision {
  const { step, cancellation } = progress;
  if (step === 'void') {
    const reason = 'the void is not confirmed; the order is cancelled first and the void continues';
    return { step: 'cancel', pending: ['void'], attempts: 0, waitedMs: 0, cancellation, delayMs: 0, reason };
  }
  const reason = `The payment could not be ${step === 'capture' ? 'captured' : 'authorized'} in time.`;
  return compensate(progress, sagaSteps[step].afterSilence, { code: 'payment-unavailable', reason });
}

interface Retry {
  readonly reason: string;
  readonly isProviderSilent: boolean;
  readonly random: number;
}

function retry(progress: SagaProgress, { reason, isProviderSilent, random }: Retry): SagaDecision {
  const { step, attempts } = progress;
  const { longestRetryMs: longestMs = defaultLongestRetryMs } = sagaSteps[step];
  const delayMs = Math.round(
    backOffMs(attempts, { firstMs: firstRetryMs, longestMs, jitter: 'equal', random }),
  );
  const waitedMs = progress.waitedMs + (isProviderSilent ? delayMs : 0);
  const why = `${step} is retried: ${reason}`;
  return { ...progress, attempts: attempts + 1, waitedMs, delayMs, reason: why };
}
