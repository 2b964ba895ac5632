import type { OrderLine } from '@petstore/contracts/events';
import type { Delivery } from '@petstore/contracts/http';
import type { OrderEvent } from './order-event.ts';
import type { OrderStage, OrderState } from './order-state.ts';

interface PlaceOrderCommand {
  readonly type: 'place';
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly OrderLine[];
  readonly currency: string;
  readonly delivery: Delivery;
}

interface RecordCaptureCommand {
  readonly type: 'record-capture';
  readonly paymentId: string;
  readonly capturedMinor: number;
  readonly currency: string;
}

export type OrderCommand =
  | PlaceOrderCommand
  | { readonly type: 'record-reservation'; readonly expiresAt: string }
  | { readonly type: 'record-authorization'; readonly paymentId: string }
  | { readonly type: 'accept' }
  | RecordCaptureCommand
  | { readonly type: 'start-preparation' }
  | { readonly type: 'dispatch' }
  | { readonly type: 'deliver' }
  | { readonly type: 'cancel'; readonly code: string; readonly reason: string };

export interface OrderRefusal {
  readonly refused:
    | 'order-exists'
    | 'order-empty'
    | 'order-not-placed'
    | 'order-out-of-sequence'
    | 'order-already-paid'
    | 'order-closed'
    | 'capture-differs';
  readonly reason: string;
}

export type OrderDecision = { readonly events: readonly OrderEvent[] } | OrderRefusal;

type LaterCommand = Exclude<OrderCommand, PlaceOrderCommand>;

/** Which stage each command may follow. */
const allowedStages: Readonly<Record<LaterCommand['type'], readonly OrderStage[]>> = {
  'record-reservation': ['placed'],
  'record-authorization': ['reserved'],
  accept: ['authorized'],
  'record-capture': ['accepted'],
  'start-preparation': ['captured'],
  dispatch: ['preparing'],
  deliver: ['dispatched'],
  cancel: ['placed', 'reserved', 'authorized', 'accepted'],
};

/** The rules of an order's life: what a command makes of the state, or why it is refused. */
export function decideOrder(command: OrderCommand, state: OrderState | null): OrderDecision {
  if (command.type === 'place') return decidePlacing(command, state);
  if (state === null) return { refused: 'order-not-placed', reason: 'The order does not exist.' };
  if (!allowedStages[command.type].includes(state.stage)) return refuseSequence(command, state);
  if (command.type === 'record-capture' && !isWholeAmount(command, state)) {
    const { capturedMinor, currency } = command;
    const reason = `${capturedMinor} ${currency} was captured, the order's total is ${state.totalMinor} ${state.currency}.`;
    return { refused: 'capture-differs', reason };
  }
  return { events: [eventOf(command, state)] };
}

function decidePlacing(command: PlaceOrderCommand, state: OrderState | null): OrderDecision {
  if (state !== null) return { refused: 'order-exists', reason: 'The order was placed already.' };
  if (command.lines.length === 0) return { refused: 'order-empty', reason: 'An order needs a line.' };
  const { orderId, customerId, lines, currency, delivery } = command;
  const totalMinor = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
  const data = { orderId, customerId, lines: [...lines], totalMinor, currency, delivery };
  return { events: [{ type: 'OrderPlaced', subject: orderId, data }] };
}

function refuseSequence(command: LaterCommand, { stage }: OrderState): OrderRefusal {
  const reason = `${command.type} does not follow ${stage}.`;
  if (stage === 'delivered' || stage === 'cancelled') return { refused: 'order-closed', reason };
  return { refused: command.type === 'cancel' ? 'order-already-paid' : 'order-out-of-sequence', reason };
}

function isWholeAmount(command: RecordCaptureCommand, state: OrderState): boolean {
  return command.capturedMinor === state.totalMinor && command.currency === state.currency;
}

function eventOf(command: LaterCommand, state: OrderState): OrderEvent {
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
    case 'cancel':
      return {
        type: 'OrderCancelled',
        subject,
        data: { ...data, code: command.code, reason: command.reason },
      };
  }
}
