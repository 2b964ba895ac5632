import type { OrderDecision, RefundCommand, RequestRefundCommand } from './order-command.ts';
import type { OrderEvent } from './order-event.ts';
import {
  type OrderState,
  type RefundState,
  refundableMinorOf,
  refundedMinorOf,
  statusOfStage,
} from './order-state.ts';

/** The rules of refunds: together, including those in progress, they never exceed the captured amount. */
export function decideRefund(command: RefundCommand, state: OrderState): OrderDecision {
  const { capturedMinor, paymentId } = state;
  if (capturedMinor === 0 || paymentId === null) {
    return {
      refused: 'order-not-paid',
      reason: `The order is ${statusOfStage(state.stage)}: no payment was captured for it.`,
    };
  }
  if (command.type === 'request-refund') return decideRequest(command, { ...state, paymentId });
  const refund = state.refunds.find(({ id, status }) => id === command.refundId && status === 'requested');
  if (refund === undefined) {
    return { refused: 'refund-not-open', reason: `Refund ${command.refundId} is not in progress.` };
  }
  const data = referenceOf({ ...state, paymentId }, refund);
  const subject = state.orderId;
  if (command.type === 'record-refund') {
    const refundedMinor = refundedMinorOf(state) + refund.amountMinor;
    return { events: [{ type: 'OrderRefunded', subject, data: { ...data, refundedMinor } }] };
  }
  const { code, reason } = command;
  return { events: [{ type: 'OrderRefundRefused', subject, data: { ...data, code, reason } }] };
}

type PaidOrder = OrderState & { readonly paymentId: string };

function decideRequest(command: RequestRefundCommand, state: PaidOrder): OrderDecision {
  const { refundId, reason, requestedBy } = command;
  const { capturedMinor, currency } = state;
  if (state.refunds.some(({ id }) => id === refundId)) {
    return { refused: 'refund-exists', reason: `Refund ${refundId} exists already.` };
  }
  const refundableMinor = refundableMinorOf(state);
  const amountMinor = command.amountMinor ?? refundableMinor;
  if (command.amountMinor !== null && amountMinor <= 0) {
    return { refused: 'refund-amount-invalid', reason: 'A refund must be at least one minor unit.' };
  }
  if (amountMinor > refundableMinor || refundableMinor === 0) {
    const reason = `${refundableMinor} of ${capturedMinor} ${currency} (minor units) can still be refunded.`;
    return { refused: 'refund-exceeds-capture', reason };
  }
  const data = { ...referenceOf(state, { id: refundId, amountMinor }), reason, requestedBy };
  const requested: OrderEvent = { type: 'OrderRefundRequested', subject: state.orderId, data };
  return { events: [requested] };
}

function referenceOf(state: PaidOrder, { id, amountMinor }: Pick<RefundState, 'id' | 'amountMinor'>) {
  const { orderId, customerId, currency, paymentId } = state;
  return { orderId, customerId, refundId: id, paymentId, amountMinor, currency };
}
