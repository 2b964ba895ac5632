import { decideRefund } from './decide-refund.ts';
import { evolveOrder } from './evolve-order.ts';
import type {
  OrderCommand,
  OrderDecision,
  OrderRefusal,
  PlaceOrderCommand,
  RecordCaptureCommand,
  RequestCancellationCommand,
  StageCommand,
} from './order-command.ts';
import type { OrderEvent } from './order-event.ts';
import { type OrderStage, type OrderState, refundedMinorOf } from './order-state.ts';

/** The stages in which each command is allowed. */
const allowedStages: Readonly<Record<StageCommand['type'], readonly OrderStage[]>> = {
  'record-reservation': ['placed'],
  'record-authorization': ['reserved'],
  accept: ['authorized'],
  'record-capture': ['accepted'],
  'start-preparation': ['captured'],
  dispatch: ['preparing'],
  deliver: ['dispatched'],
  cancel: ['placed', 'reserved', 'authorized', 'accepted'],
};

/** The stages before the dispatch: a customer may still cancel. */
const cancellableStages: readonly OrderStage[] = [...allowedStages.cancel, 'captured', 'preparing'];

/** The rules of an order: the events that a command yields in a state, or why it is refused. */
export function decideOrder(command: OrderCommand, state: OrderState | null): OrderDecision {
  if (command.type === 'place') return decidePlacing(command, state);
  if (state === null) return { refused: 'order-not-placed', reason: 'The order does not exist.' };
  switch (command.type) {
    case 'request-cancellation':
      return decideCancellationRequest(command, state);
    case 'request-refund':
    case 'record-refund':
    case 'record-refund-refusal':
      return decideRefund(command, state);
    default:
      return decideStage(command, state);
  }
}

function decidePlacing(command: PlaceOrderCommand, state: OrderState | null): OrderDecision {
  if (state !== null) return { refused: 'order-exists', reason: 'The order exists already.' };
  if (command.lines.length === 0)
    return { refused: 'order-empty', reason: 'An order needs at least one line.' };
  const { orderId, customerId, lines, currency, delivery, isFromCart } = command;
  const totalMinor = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
  const data = { orderId, customerId, lines: [...lines], totalMinor, currency, delivery, isFromCart };
  return { events: [{ type: 'OrderPlaced', subject: orderId, data }] };
}

/** Repeating the request, or cancelling a cancelled order, yields no events. */
function decideCancellationRequest(command: RequestCancellationCommand, state: OrderState): OrderDecision {
  const { stage, orderId, customerId, cancellationRequest } = state;
  if (stage === 'cancelled' || cancellationRequest !== null) return { events: [] };
  if (!cancellableStages.includes(stage)) {
    const where = stage === 'delivered' ? 'is delivered' : 'is dispatched';
    const reason = `The order ${where} already; it can be refunded, not cancelled.`;
    return { refused: 'order-not-cancellable', reason };
  }
  const { reason, requestedBy } = command;
  const data = { orderId, customerId, reason, requestedBy };
  return { events: [{ type: 'OrderCancellationRequested', subject: orderId, data }] };
}

function decideStage(command: StageCommand, state: OrderState): OrderDecision {
  const refusal = command.type === 'cancel' ? refuseCancelling(command, state) : refuseStage(command, state);
  return refusal ?? { events: [eventOf(command, state)] };
}

function refuseStage(command: StageCommand, state: OrderState): OrderRefusal | null {
  if (!allowedStages[command.type].includes(state.stage)) return refuseSequence(command, state);
  if (command.type === 'record-capture') return refuseCapture(command, state);
  if (state.cancellationRequest === null) return null;
  return { refused: 'order-being-cancelled', reason: 'The order is being cancelled.' };
}

function refuseCapture(command: RecordCaptureCommand, state: OrderState): OrderRefusal | null {
  const { capturedMinor, currency } = command;
  if (capturedMinor === state.totalMinor && currency === state.currency) return null;
  const reason = `${capturedMinor} ${currency} was captured, the order's total is ${state.totalMinor} ${state.currency}.`;
  return { refused: 'capture-differs', reason };
}

/** A paid order is cancelled only at a person's request, and only once everything is refunded. */
function refuseCancelling(command: StageCommand, state: OrderState): OrderRefusal | null {
  const { stage, cancellationRequest, capturedMinor } = state;
  if (allowedStages.cancel.includes(stage)) return null;
  const isUndone = cancellationRequest !== null && refundedMinorOf(state) === capturedMinor;
  return cancellableStages.includes(stage) && isUndone ? null : refuseSequence(command, state);
}

function refuseSequence(command: StageCommand, { stage }: OrderState): OrderRefusal {
  const reason = `${command.type} does not follow ${stage}.`;
  if (stage === 'delivered' || stage === 'cancelled') return { refused: 'order-closed', reason };
  return { refused: command.type === 'cancel' ? 'order-already-paid' : 'order-out-of-sequence', reason };
}

function eventOf(command: StageCommand, state: OrderState): OrderEvent {
  const { orderId, customerId, lines, totalMinor, currency } = state;
  const data = { orderId, customerId };
  const subject = orderId;
  switch (command.type) {
    case 'record-reservation':
      return { type: 'OrderItemsReserved', subject, data: { ...data, expiresAt: command.expiresAt } };
    case 'record-authorization':
      return { type: 'OrderPaymentAuthorized', subject, data: { ...data, paymentId: command.paymentId } };
    case 'accept':
      return { type: 'OrderAccepted', subject, data };
    case 'record-capture': {
      const { paymentId, capturedMinor } = command;
      return {
        type: 'OrderPaymentCaptured',
        subject,
        data: { ...data, paymentId, capturedMinor, currency: command.currency },
      };
    }
    case 'start-preparation':
      return { type: 'OrderPreparationStarted', subject, data };
    case 'dispatch':
      return { type: 'OrderDispatched', subject, data };
    case 'deliver':
      return { type: 'OrderDelivered', subject, data: { ...data, lines: [...lines], totalMinor, currency } };
    case 'cancel': {
      const { code, reason, paymentId } = command;
      const payment = paymentId === undefined ? {} : { paymentId };
      return { type: 'OrderCancelled', subject, data: { ...data, code, reason, ...payment } };
    }
  }
}

/**
 * Decides a sequence of commands, each on the state after the previous one: all of their events, or the first refusal.
 */
export function decideInTurn(commands: readonly OrderCommand[], state: OrderState | null): OrderDecision {
  const events: OrderEvent[] = [];
  let current = state;
  for (const command of commands) {
    const decision = decideOrder(command, current);
    if ('refused' in decision) return decision;
    events.push(...decision.events);
    current = decision.events.reduce<OrderState | null>(evolveOrder, current);
  }
  return { events };
}
