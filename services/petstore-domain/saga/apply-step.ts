import type { NewEvent } from '@petstore/contracts/events';
import type { OrderCommand } from '../orders/order-command.ts';
import { type OrderState, refundableMinorOf, refundedMinorOf } from '../orders/order-state.ts';
import { refundIdOfCancellation } from '../orders/refund-id.ts';
import type { PaymentAnswer, PaymentOutcome } from '../payments/payment-client.ts';
import type { OrderSaga } from './order-saga.ts';

/** The outcome of a step. `stuck`: no retry can change it, so the order needs an operator. */
export type StepOutcome = PaymentOutcome | { readonly kind: 'stuck'; readonly reason: string };

/** What is known of the order's items before the step is written. */
export interface StockFacts {
  /** True until the reservation was found expired. */
  readonly isReserved: boolean;
  /** The pets that the transaction released already; null before. */
  readonly releasedPetIds: readonly string[] | null;
}

export interface StepContext {
  readonly saga: OrderSaga;
  readonly order: OrderState;
  /** Answer to the call; null for a step without a call. */
  readonly answer: PaymentAnswer | null;
  readonly stock: StockFacts;
}

/** Result of a step, all of which is still to be written. */
export interface StepEffect {
  readonly outcome: StepOutcome;
  /** Command for the order itself. */
  readonly command?: OrderCommand;
  /** Events of other aggregates. */
  readonly alongside?: readonly NewEvent[];
  /** What becomes of the order's items; nothing is written unless all of them can take it. */
  readonly stock?: 'commit' | 'sell';
  readonly paymentId?: string;
}

/** The effect of a step; `release-first` if the items must be released before it can be told. */
export type Effect = (context: StepContext) => StepEffect | 'release-first';

const done: StepOutcome = { kind: 'done' };
const noAnswer: StepOutcome = { kind: 'unanswered', reason: 'payment-service was not asked' };

/** A step that is a command of the order and nothing else. */
export const commandAlone =
  (command: OrderCommand): Effect =>
  () => ({ outcome: done, command });

export const nothing: Effect = () => ({ outcome: done });

export const applyAuthorization: Effect = ({ answer }) => {
  const outcome = answer?.outcome ?? noAnswer;
  const paymentId = answer?.payment?.id;
  if (paymentId === undefined) return { outcome };
  if (outcome.kind !== 'done') return { outcome, paymentId };
  return { outcome, paymentId, command: { type: 'record-authorization', paymentId } };
};

export const applyAcceptance: Effect = ({ stock }) => {
  if (stock.isReserved) return { outcome: done, command: { type: 'accept' }, stock: 'commit' };
  const reason = 'The reservation expired before the order was accepted.';
  return { outcome: { kind: 'refused', code: 'reservation-expired', reason } };
};

export const applyCapture: Effect = ({ saga: { orderId }, order, answer }) => {
  const { outcome, payment } = answer ?? { outcome: noAnswer, payment: null };
  if (outcome.kind !== 'done' || payment === null) return { outcome };
  const alongside = petIdsOf(order).map(
    (petId): NewEvent => ({ type: 'PetSold', subject: petId, data: { petId, orderId } }),
  );
  const { capturedMinor, amount } = payment;
  const command: OrderCommand = {
    type: 'record-capture',
    paymentId: payment.id,
    capturedMinor,
    currency: amount.currency,
  };
  return { outcome, command, alongside, stock: 'sell' };
};

export function petIdsOf({ lines }: OrderState): readonly string[] {
  return lines.filter(({ kind }) => kind === 'pet').map(({ sku }) => sku);
}

/**
 * Requests a refund of the whole refundable amount once, then waits until everything is refunded. After a refusal the
 * order needs an operator.
 */
export const applyRefund: Effect = ({ order, saga }) => {
  if (refundedMinorOf(order) === order.capturedMinor) return { outcome: done };
  const refundId = refundIdOfCancellation(saga.orderId);
  const own = order.refunds.find(({ id }) => id === refundId);
  const isUnderWay = order.refunds.some(({ status }) => status === 'requested');
  if (own === undefined && refundableMinorOf(order) > 0) {
    const { reason, requestedBy } = order.cancellationRequest ?? {
      reason: 'The order is cancelled.',
      requestedBy: order.customerId,
    };
    const command: OrderCommand = {
      type: 'request-refund',
      refundId,
      amountMinor: null,
      reason,
      requestedBy,
    };
    return { outcome: { kind: 'unanswered', reason: 'the refund is in progress' }, command };
  }
  if (isUnderWay) return { outcome: { kind: 'unanswered', reason: 'the refund is in progress' } };
  const words = own?.reason ?? 'nothing is left to refund';
  return { outcome: { kind: 'stuck', reason: `The refund was refused: ${words}` } };
};

export const applyRelease: Effect = ({ saga: { orderId, cancellation }, stock: { releasedPetIds } }) => {
  if (releasedPetIds === null) return 'release-first';
  const reason = cancellation?.code ?? 'order-cancelled';
  const alongside = releasedPetIds.map(
    (petId): NewEvent => ({ type: 'PetReleased', subject: petId, data: { petId, orderId, reason } }),
  );
  return { outcome: done, alongside };
};

export const applyVoid: Effect = ({ saga, answer }) => {
  const outcome = answer?.outcome ?? noAnswer;
  if (outcome.kind === 'refused') {
    return { outcome: { kind: 'unanswered', reason: `the void was refused: ${outcome.reason}` } };
  }
  // An order whose reservation is released cannot continue.
  if (outcome.kind === 'already-captured' && !saga.pending.includes('release')) {
    const reason = 'The payment is captured although the items were released: refund it.';
    return { outcome: { kind: 'stuck', reason } };
  }
  return { outcome };
};

export const applyCancellation: Effect = ({ saga }) => {
  const { code, reason } = saga.cancellation ?? {
    code: 'order-cancelled',
    reason: 'The order was cancelled.',
  };
  const payment = saga.paymentId === null ? {} : { paymentId: saga.paymentId };
  return { outcome: done, command: { type: 'cancel', code, reason, ...payment } };
};
