import { backOffMs } from '@petstore/chassis/resilience';
import type { Cancellation } from '../orders/order-state.ts';
import type { PaymentOutcome } from '../payments/payment-client.ts';
import type { SagaProgress, SagaStep } from './order-saga.ts';

/** The outcome of a step. `stuck`: no retry can change it, so the order needs an operator. */
export type StepOutcome = PaymentOutcome | { readonly kind: 'stuck'; readonly reason: string };

export interface SagaSettings {
  /** Duration of each of the steps prepare, dispatch and deliver. */
  readonly fulfilmentStepMs: number;
  /** Time for which an authorization is retried while the provider does not answer. */
  readonly authorizePatienceMs: number;
  readonly capturePatienceMs: number;
  /** Time for which a step is retried while our own services or databases are unavailable. */
  readonly outagePatienceMs: number;
  /** Time after which a failed order is cancelled although its void is not confirmed; the void continues after that. */
  readonly voidPatienceMs: number;
  /** Time for which a compensation is retried before the order needs an operator. */
  readonly compensationPatienceMs: number;
  /** Time after which a payment request that is still unknown to payment-service will not arrive any more. */
  readonly arrivalGraceMs: number;
}

export interface SagaDecision extends SagaProgress {
  readonly delayMs: number;
  /** Why the order needs an operator; absent while the saga continues by itself. */
  readonly parked?: string;
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

const forward: Readonly<Partial<Record<SagaStep, SagaStep>>> = {
  authorize: 'accept',
  accept: 'capture',
  capture: 'prepare',
  prepare: 'dispatch',
  dispatch: 'deliver',
};

const timedSteps: ReadonlySet<SagaStep> = new Set(['prepare', 'dispatch', 'deliver']);

const askingSteps: ReadonlySet<SagaStep> = new Set(['authorize', 'capture', 'void']);

/**
 * Compensation after a failed step. Stock is released first, unless the payment may be captured: then only once the
 * void is confirmed.
 */
const afterRefusal: Readonly<Partial<Record<SagaStep, readonly SagaStep[]>>> = {
  authorize: ['release', 'cancel'],
  accept: ['release', 'void', 'cancel'],
  capture: ['void', 'release', 'cancel'],
};
const afterSilence: Readonly<Partial<Record<SagaStep, readonly SagaStep[]>>> = {
  authorize: ['release', 'void', 'cancel'],
  capture: ['void', 'release', 'cancel'],
};

const defaultLongestRetryMs = 2_000;
const firstRetryMs = 100;
const longestRetryMs: Readonly<Partial<Record<SagaStep, number>>> = {
  authorize: 1_000,
  // A completed refund wakes the saga; this interval is for a refund that needs a person.
  refund: 10_000,
};

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
      return compensate(progress, afterRefusal, { code, reason });
    }
    case 'stuck':
      return park(progress, outcome.reason);
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
  if (isPatienceOver(waiting, circumstances.elapsedMs, settings)) return giveUp(waiting);
  const reason = outcome.kind === 'unanswered' ? outcome.reason : 'a payment request may still arrive';
  if (isBeyondPatience(waiting, circumstances, settings)) return park(waiting, reason);
  return retry(waiting, { reason, isProviderSilent, random: circumstances.random });
}

/** Whether the decided step can run in the same transaction: it calls no other service and has no delay. */
export function goesAlong({ step, attempts, delayMs, parked }: SagaDecision): boolean {
  const isOwn = step !== 'done' && !askingSteps.has(step);
  return isOwn && attempts === 0 && delayMs === 0 && parked === undefined;
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
  const next = cancellation === null ? (forward[step] ?? 'done') : (queued ?? 'done');
  const delayMs = timedSteps.has(next) ? fulfilmentStepMs : 0;
  const fresh = { step: next, pending: rest, attempts: 0, waitedMs: 0 };
  return { ...fresh, cancellation, delayMs, reason: `${step} is done` };
}

function compensate(
  { step, cancellation: earlier }: SagaProgress,
  plans: Readonly<Partial<Record<SagaStep, readonly SagaStep[]>>>,
  cancellation: Cancellation,
): SagaDecision {
  const plan = plans[step];
  if (plan === undefined) throw new RangeError(`the step ${step} has no compensation`);
  const [next = 'done', ...pending] = plan;
  const reason = `${step} failed: ${cancellation.reason}`;
  const fresh = { step: next, pending, attempts: 0, waitedMs: 0 };
  return { ...fresh, cancellation: earlier ?? cancellation, delayMs: 0, reason };
}

/**
 * Silence of the provider counts against the provider's own limit only. Outages of our own services, during which the
 * provider is not asked, have a much longer limit.
 */
function isPatienceOver(progress: SagaProgress, elapsedMs: number, settings: SagaSettings): boolean {
  const { step, waitedMs } = progress;
  switch (step) {
    case 'authorize':
      return waitedMs >= settings.authorizePatienceMs || elapsedMs >= settings.outagePatienceMs;
    case 'capture':
      return waitedMs >= settings.capturePatienceMs || elapsedMs >= settings.outagePatienceMs;
    case 'void':
      return isCustomerWaitingForVoidAlone(progress) && elapsedMs >= settings.voidPatienceMs;
    default:
      return false;
  }
}

/** The stock is released and only the cancellation remains, which need not wait for the void. */
function isCustomerWaitingForVoidAlone({ pending }: SagaProgress): boolean {
  return pending.length === 1 && pending[0] === 'cancel';
}

/** A compensation is never given up; after the limit the order needs an operator. */
function isBeyondPatience(
  { cancellation }: SagaProgress,
  { elapsedMs }: Circumstances,
  { compensationPatienceMs }: SagaSettings,
): boolean {
  return cancellation !== null && elapsedMs >= compensationPatienceMs;
}

function park(progress: SagaProgress, parked: string): SagaDecision {
  return { ...progress, delayMs: 0, parked, reason: `${progress.step} needs an operator: ${parked}` };
}

function giveUp(progress: SagaProgress): SagaDecision {
  const { step, cancellation } = progress;
  if (step === 'void') {
    const reason = 'the void is not confirmed; the order is cancelled first and the void continues';
    return { step: 'cancel', pending: ['void'], attempts: 0, waitedMs: 0, cancellation, delayMs: 0, reason };
  }
  const reason = `The payment could not be ${step === 'capture' ? 'captured' : 'authorized'} in time.`;
  return compensate(progress, afterSilence, { code: 'payment-unavailable', reason });
}

interface Retry {
  readonly reason: string;
  readonly isProviderSilent: boolean;
  readonly random: number;
}

function retry(progress: SagaProgress, { reason, isProviderSilent, random }: Retry): SagaDecision {
  const { step, attempts } = progress;
  const longestMs = longestRetryMs[step] ?? defaultLongestRetryMs;
  const delayMs = Math.round(
    backOffMs(attempts, { firstMs: firstRetryMs, longestMs, jitter: 'equal', random }),
  );
  const waitedMs = progress.waitedMs + (isProviderSilent ? delayMs : 0);
  const why = `${step} is retried: ${reason}`;
  return { ...progress, attempts: attempts + 1, waitedMs, delayMs, reason: why };
}
