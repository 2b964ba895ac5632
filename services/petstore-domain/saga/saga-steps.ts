import { commandRefused } from '../orders/command-refused.ts';
import type { OrderState } from '../orders/order-state.ts';
import type { PaymentAnswer, PaymentClient } from '../payments/payment-client.ts';
import {
  applyAcceptance,
  applyAuthorization,
  applyCancellation,
  applyCapture,
  applyRefund,
  applyRelease,
  applyVoid,
  commandAlone,
  type Effect,
  nothing,
} from './apply-step.ts';
import type { OrderSaga, SagaProgress, SagaStep } from './order-saga.ts';

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

/** Compensation steps, in their order. */
export type Compensation = readonly [SagaStep, ...SagaStep[]];

export type ReadOrder = () => Promise<OrderState>;

/** Everything that the saga knows of one of its steps. */
export interface StepRules {
  /** What the step changes, once its call is answered. */
  readonly effect: Effect;
  /** The next step while the order goes forward; `done` by default. */
  readonly next?: SagaStep;
  /** The step starts after the fulfilment timer. */
  readonly isTimed?: true;
  /** A command to payment-service, under the order's idempotency key of this step; before anything is written. */
  readonly call?: (payments: PaymentClient, saga: OrderSaga, readOrder: ReadOrder) => Promise<PaymentAnswer>;
  /** What undoes the order if the step is refused. */
  readonly afterRefusal?: Compensation;
  /** What undoes the order if the step gets no answer. */
  readonly afterSilence?: Compensation;
  /**
   * What undoes the order if somebody cancels it at this step. A call of the step may be in progress: the void finds
   * its effect, or the refund does once the capture is known.
   */
  readonly afterCancellation?: Compensation;
  /** Whether the step without an answer is given up; it is retried for ever by default. */
  readonly isGivenUp?: (progress: SagaProgress, elapsedMs: number, settings: SagaSettings) => boolean;
  /** Longest delay between two attempts, in milliseconds; 2 s by default. */
  readonly longestRetryMs?: number;
}

/**
 * The steps of an order's saga. Stock is released first where nothing can have been captured, and else only once the
 * void or the refund is confirmed.
 */
export const sagaSteps: Readonly<Record<SagaStep, StepRules>> = {
  authorize: {
    call: authorize,
    effect: applyAuthorization,
    next: 'accept',
    afterRefusal: ['release', 'cancel'],
    afterSilence: ['release', 'void', 'cancel'],
    afterCancellation: ['release', 'void', 'cancel'],
    isGivenUp: isSilentFor('authorizePatienceMs'),
    longestRetryMs: 1_000,
  },
  accept: {
    effect: applyAcceptance,
    next: 'capture',
    afterRefusal: ['release', 'void', 'cancel'],
    afterCancellation: ['release', 'void', 'cancel'],
  },
  capture: {
    call: capture,
    effect: applyCapture,
    next: 'prepare',
    afterRefusal: ['void', 'release', 'cancel'],
    afterSilence: ['void', 'release', 'cancel'],
    afterCancellation: ['void', 'release', 'cancel'],
    isGivenUp: isSilentFor('capturePatienceMs'),
  },
  prepare: {
    isTimed: true,
    effect: commandAlone({ type: 'start-preparation' }),
    next: 'dispatch',
    afterCancellation: ['refund', 'release', 'cancel'],
  },
  dispatch: {
    isTimed: true,
    effect: commandAlone({ type: 'dispatch' }),
    next: 'deliver',
    afterCancellation: ['refund', 'release', 'cancel'],
  },
  deliver: { isTimed: true, effect: commandAlone({ type: 'deliver' }) },
  refund: {
    effect: applyRefund,
    // A completed refund wakes the saga; this interval is for a refund that needs a person.
    longestRetryMs: 10_000,
  },
  release: { effect: applyRelease },
  void: {
    call: (payments, { orderId, paymentId }) => payments.void(orderId, paymentId),
    effect: applyVoid,
    isGivenUp: (progress, elapsedMs, { voidPatienceMs }) =>
      isCustomerWaitingForVoidAlone(progress) && elapsedMs >= voidPatienceMs,
  },
  cancel: { effect: applyCancellation },
  done: { effect: nothing },
};

async function authorize(
  payments: PaymentClient,
  saga: OrderSaga,
  readOrder: ReadOrder,
): Promise<PaymentAnswer> {
  const { orderId, customerId, cardToken } = saga;
  if (cardToken === null) throw commandRefused(orderId, 'the card token is gone before the authorization');
  const { totalMinor, currency } = await readOrder();
  const amount = { amountMinor: totalMinor, currency };
  return payments.authorize({ orderId, customerId, amount, cardToken });
}

async function capture(payments: PaymentClient, { orderId, paymentId }: OrderSaga): Promise<PaymentAnswer> {
  if (paymentId === null) throw commandRefused(orderId, 'there is no payment to capture');
  return payments.capture(orderId, paymentId);
}

/**
 * Silence of the provider counts against the provider's own limit only. Outages of our own services, during which the
 * provider is not asked, have a much longer limit.
 */
function isSilentFor(
  patience: 'authorizePatienceMs' | 'capturePatienceMs',
): NonNullable<StepRules['isGivenUp']> {
  return ({ waitedMs }, elapsedMs, settings) =>
    waitedMs >= settings[patience] || elapsedMs >= settings.outagePatienceMs;
}

/** The stock is released and only the cancellation remains, which need not wait for the void. */
function isCustomerWaitingForVoidAlone({ pending }: SagaProgress): boolean {
  return pending.length === 1 && pending[0] === 'cancel';
}
