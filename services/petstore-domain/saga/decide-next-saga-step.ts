import { backOffMs } from '@petstore/chassis/resilience';
import type { Cancellation } from '../orders/order-state.ts';
import type { PaymentOutcome } from '../payments/payment-client.ts';
import type { SagaProgress, SagaStep } from './order-saga.ts';

/** The result of a step. `stuck`: no retry can change it, so the order needs an operator. */
export type StepOutcome = PaymentOutcome | { readonly kind: 'stuck'; readonly reason: string };

export interface SagaSettings {
  /** Time that preparing, dispatching and delivering each take. */
  readonly fulfilmentStepMs: number;
  /** How long a provider may be silent about an authorization. */
  readonly authorizePatienceMs: number;
  readonly capturePatienceMs: number;
  /** How long an order waits in all when it is our own services or databases that are away. */
  readonly outagePatienceMs: number;
  /** How long the customer of an order that failed waits for the void before being told; the void goes on after that. */
  readonly voidPatienceMs: number;
  /** How long undoing an order is tried before it is left to an operator. */
  readonly compensationPatienceMs: number;
  /** After this time a request for a payment that nobody has seen will not arrive any more. */
  readonly arrivalGraceMs: number;
}

export interface SagaDecision extends SagaProgress {
  readonly delayMs: number;
  /** Why only a person can bring the saga on; absent while it goes on by itself. */
  readonly parked?: string;
  /** In words, for the log. */
  readonly reason: string;
}

interface Circumstances {
  readonly outcome: StepOutcome;
  /** Since the step was tried first. */
  readonly elapsedMs: number;
  /** How long this attempt took. */
  readonly callMs: number;
  /** Uniform in [0, 1), for the jitter. */
  readonly random: number;
  /** Somebody asked for the order to be cancelled. */
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
 * What undoes an order that failed at a step. Stock goes back first, unless the money may have been taken: then nothing is given
 * away before the void is certain.
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
  // A refund that ends wakes the saga; this is for the one that cannot be had without a person.
  refund: 10_000,
};

/** The saga's whole policy: what follows a step, how long an unanswered one is tried, and what undoes an order. */
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
  const reason = outcome.kind === 'unanswered' ? outcome.reason : 'a request for a payment may still arrive';
  if (isBeyondPatience(waiting, circumstances, settings)) return park(waiting, reason);
  return retry(waiting, { reason, isProviderSilent, random: circumstances.random });
}

/** Whether the step that was decided on belongs into the same transaction: it asks nobody and waits for nothing. */
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
    const reason = 'the payment turned out to be captured, so it is refunded';
    return { ...common, pending: ['refund', 'release', 'cancel'], cancellation, reason };
  }
  const reason = 'the payment turned out to be captured, so the order goes on';
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
  if (plan === undefined) throw new RangeError(`nothing undoes ${step}`);
  const [next = 'done', ...pending] = plan;
  const reason = `${step} failed: ${cancellation.reason}`;
  const fresh = { step: next, pending, attempts: 0, waitedMs: 0 };
  return { ...fresh, cancellation: earlier ?? cancellation, delayMs: 0, reason };
}

/**
 * A provider that says nothing uses up its own patience only: while our own services or databases are away nobody asks it, and the
 * order waits for them much longer.
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

/** The stock is back already and the cancellation alone is left: it need not wait for the void. */
function isCustomerWaitingForVoidAlone({ pending }: SagaProgress): boolean {
  return pending.length === 1 && pending[0] === 'cancel';
}

/** Undoing is never given up; what cannot be undone for so long is for a person to see to. */
function isBeyondPatience(
  { cancellation }: SagaProgress,
  { elapsedMs }: Circumstances,
  { compensationPatienceMs }: SagaSettings,
): boolean {
  return cancellation !== null && elapsedMs >= compensationPatienceMs;
}

function park(progress: SagaProgress, parked: string): SagaDecision {
  return { ...progress, delayMs: 0, parked, reason: `${progress.step} is left to an operator: ${parked}` };
}

function giveUp(progress: SagaProgress): SagaDecision {
  const { step, cancellation } = progress;
  if (step === 'void') {
    const reason = 'void is not certain yet; the order is cancelled first and the void goes on';
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
  const why = `${step} is tried again: ${reason}`;
  return { ...progress, attempts: attempts + 1, waitedMs, delayMs, reason: why };
}
