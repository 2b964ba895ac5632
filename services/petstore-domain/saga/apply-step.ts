import type { Transaction } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import type { OrderCommand } from '../orders/order-command.ts';
import { type OrderState, refundableMinorOf, refundedMinorOf } from '../orders/order-state.ts';
import { refundIdOfCancellation } from '../orders/refund-id.ts';
import type { PaymentAnswer } from '../payments/payment-client.ts';
import { commitReservation, releaseReservation, sellReservation } from '../stock/reservation-store.ts';
import type { StepOutcome } from './decide-next-saga-step.ts';
import type { OrderSaga, SagaStep } from './order-saga.ts';

type Applied = (context: StepContext) => Promise<StepEffect>;

const done: StepOutcome = { kind: 'done' };
const by =
  (command: OrderCommand): Applied =>
  async () => ({ outcome: done, command });

/** The effect of each step on our own tables, after any call to payment-service. */
const steps: Readonly<Record<SagaStep, Applied>> = {
  authorize,
  accept,
  capture,
  prepare: by({ type: 'start-preparation' }),
  dispatch: by({ type: 'dispatch' }),
  deliver: by({ type: 'deliver' }),
  refund,
  release,
  void: voidPayment,
  cancel,
  done: async () => ({ outcome: done }),
};

export function applyStep(context: StepContext): Promise<StepEffect> {
  return steps[context.saga.step](context);
}

async function authorize({ answer }: StepContext): Promise<StepEffect> {
  const outcome = answer?.outcome ?? noAnswer;
  const paymentId = answer?.payment?.id;
  if (paymentId === undefined) return { outcome };
  if (outcome.kind !== 'done') return { outcome, paymentId };
  return { outcome, paymentId, command: { type: 'record-authorization', paymentId } };
}

async function accept({ transaction, saga, order }: StepContext): Promise<StepEffect> {
  if (await commitReservation(transaction, saga.orderId, order.lines.length)) {
    return { outcome: done, command: { type: 'accept' } };
  }
  const reason = 'The reservation expired before the order was accepted.';
  return { outcome: { kind: 'refused', code: 'reservation-expired', reason } };
}

async function capture({ transaction, saga, answer }: StepContext): Promise<StepEffect> {
  const { outcome, payment } = answer ?? { outcome: noAnswer, payment: null };
  if (outcome.kind !== 'done' || payment === null) return { outcome };
  const { orderId } = saga;
  const petIds = await sellReservation(transaction, orderId);
  const alongside = petIds.map(
    (petId): NewEvent => ({ type: 'PetSold', subject: petId, data: { petId, orderId } }),
  );
  const { capturedMinor, amount } = payment;
  const command: OrderCommand = {
    type: 'record-capture',
    paymentId: payment.id,
    capturedMinor,
    currency: amount.currency,
  };
  return { outcome, command, alongside };
}

/**
 * Requests a refund of the whole refundable amount once, then waits until everything is refunded. After a refusal the
 * order needs an operator.
 */
async function refund({ order, saga }: StepContext): Promise<StepEffect> {
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
}

async function release({ transaction, saga }: StepContext): Promise<StepEffect> {
  const { orderId, cancellation } = saga;
  const { petIds } = await releaseReservation(transaction, orderId, 'everything');
  const reason = cancellation?.code ?? 'order-cancelled';
  const alongside = petIds.map(
    (petId): NewEvent => ({ type: 'PetReleased', subject: petId, data: { petId, orderId, reason } }),
  );
  return { outcome: done, alongside };
}

async function voidPayment({ saga, answer }: StepContext): Promise<StepEffect> {
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
}

async function cancel({ saga }: StepContext): Promise<StepEffect> {
  const { code, reason } = saga.cancellation ?? {
    code: 'order-cancelled',
    reason: 'The order was cancelled.',
  };
  const payment = saga.paymentId === null ? {} : { paymentId: saga.paymentId };
  return { outcome: done, command: { type: 'cancel', code, reason, ...payment } };
}

const noAnswer: StepOutcome = { kind: 'unanswered', reason: 'payment-service was not asked' };

/** Input of a step, within its transaction. */
interface StepContext {
  readonly transaction: Transaction;
  readonly saga: OrderSaga;
  readonly order: OrderState;
  /** Answer to the call before the transaction; null for a step without a call. */
  readonly answer: PaymentAnswer | null;
}

/** Result of a step: its rows are changed already, its events are still to be recorded. */
interface StepEffect {
  readonly outcome: StepOutcome;
  /** Command for the order itself. */
  readonly command?: OrderCommand;
  /** Events of other aggregates. */
  readonly alongside?: readonly NewEvent[];
  readonly paymentId?: string;
}
