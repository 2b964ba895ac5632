import { decideOrder } from '../orders/decide-order.ts';
import { evolveOrder } from '../orders/evolve-order.ts';
import type { OrderCommand, PlaceOrderCommand, RecordCaptureCommand } from '../orders/order-command.ts';
import type { OrderEvent } from '../orders/order-event.ts';
import type { OrderState } from '../orders/order-state.ts';

export const line = {
  sku: 'goldfish-004',
  kind: 'pet' as const,
  name: 'Bubbles',
  quantity: 1,
  unitPriceMinor: 500,
};
export const food = {
  sku: 'flakes-50g',
  kind: 'product' as const,
  name: 'Flakes',
  quantity: 3,
  unitPriceMinor: 250,
};
export const place: PlaceOrderCommand = {
  type: 'place',
  orderId: 'ord_1',
  customerId: 'customer-001',
  lines: [line, food],
  currency: 'USD',
  delivery: { name: 'A' },
  isFromCart: true,
};
export const captured: RecordCaptureCommand = {
  type: 'record-capture',
  paymentId: 'pay_1',
  capturedMinor: 1250,
  currency: 'USD',
};
export const cancel: OrderCommand = { type: 'cancel', code: 'payment-declined', reason: 'declined' };
export const askToCancel: OrderCommand = {
  type: 'request-cancellation',
  reason: 'changed my mind',
  requestedBy: 'customer-001',
};
export const refund = (refundId: string, amountMinor: number | null = null): OrderCommand => ({
  type: 'request-refund',
  refundId,
  amountMinor,
  reason: 'arrived late',
  requestedBy: 'customer-001',
});
export const refunded = (refundId: string): OrderCommand => ({ type: 'record-refund', refundId });
export const notRefunded = (refundId: string): OrderCommand => ({
  type: 'record-refund-refusal',
  refundId,
  code: 'refund-refused',
  reason: 'account closed',
});
export const happyPath: readonly OrderCommand[] = [
  place,
  { type: 'record-reservation', expiresAt: '2026-11-22T10:00:00.000Z' },
  { type: 'record-authorization', paymentId: 'pay_1' },
  { type: 'accept' },
  captured,
  { type: 'start-preparation' },
  { type: 'dispatch' },
  { type: 'deliver' },
];

export interface Life {
  readonly state: OrderState | null;
  readonly events: readonly OrderEvent[];
}

/** Executes commands on an order, ignoring those that are refused: the resulting state and all events. */
export function live(commands: readonly OrderCommand[]): Life {
  return commands.reduce<Life>(
    (life, command) => {
      const decision = decideOrder(command, life.state);
      if ('refused' in decision) return life;
      const state = decision.events.reduce<OrderState | null>(evolveOrder, life.state);
      return { state, events: [...life.events, ...decision.events] };
    },
    { state: null, events: [] },
  );
}
