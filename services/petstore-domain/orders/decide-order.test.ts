import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideOrder, type OrderCommand } from './decide-order.ts';
import { evolveOrder } from './evolve-order.ts';
import type { OrderEvent } from './order-event.ts';
import type { OrderState } from './order-state.ts';

const line = { sku: 'goldfish-004', kind: 'pet' as const, name: 'Bubbles', quantity: 1, unitPriceMinor: 500 };
const food = {
  sku: 'flakes-50g',
  kind: 'product' as const,
  name: 'Flakes',
  quantity: 3,
  unitPriceMinor: 250,
};
const place: OrderCommand = {
  type: 'place',
  orderId: 'ord_1',
  customerId: 'customer-001',
  lines: [line, food],
  currency: 'USD',
  delivery: { name: 'A' },
};
const captured: OrderCommand = {
  type: 'record-capture',
  paymentId: 'pay_1',
  capturedMinor: 1250,
  currency: 'USD',
};
const cancel: OrderCommand = { type: 'cancel', code: 'payment-declined', reason: 'declined' };
const happyPath: readonly OrderCommand[] = [
  place,
  { type: 'record-reservation', expiresAt: '2026-11-22T10:00:00.000Z' },
  { type: 'record-authorization', paymentId: 'pay_1' },
  { type: 'accept' },
  captured,
  { type: 'start-preparation' },
  { type: 'dispatch' },
  { type: 'deliver' },
];

interface Life {
  readonly state: OrderState | null;
  readonly events: readonly OrderEvent[];
}

function live(commands: readonly OrderCommand[]): Life {
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

describe('decideOrder', () => {
  it('adds the lines up when the order is placed', () => {
    expect(live([place]).state).toMatchObject({ stage: 'placed', totalMinor: 1250 });
  });

  it('takes an order from placed to delivered in eight events', () => {
    const { state, events } = live(happyPath);
    expect(state?.stage).toBe('delivered');
    expect(events.map(({ type }) => type)).toEqual([
      'OrderPlaced',
      'OrderItemsReserved',
      'OrderPaymentAuthorized',
      'OrderAccepted',
      'OrderPaymentCaptured',
      'OrderPreparationStarted',
      'OrderDispatched',
      'OrderDelivered',
    ]);
  });

  it('says in the last event what was delivered and for how much', () => {
    expect(live(happyPath).events.at(-1)?.data).toMatchObject({ lines: [line, food], totalMinor: 1250 });
  });

  it('refuses to place an order twice or without lines', () => {
    expect(decideOrder(place, live([place]).state)).toMatchObject({ refused: 'order-exists' });
    expect(decideOrder({ ...place, lines: [] }, null)).toMatchObject({ refused: 'order-empty' });
  });

  it('refuses every later command while no order was placed', () => {
    for (const command of [...happyPath.slice(1), cancel]) {
      expect(decideOrder(command, null)).toMatchObject({ refused: 'order-not-placed' });
    }
  });

  it('refuses a capture of another amount or currency than the total', () => {
    const { state } = live(happyPath.slice(0, 4));
    const less = decideOrder({ ...captured, capturedMinor: 1249 }, state);
    const other = decideOrder({ ...captured, currency: 'EUR' }, state);
    expect([less, other]).toEqual([
      expect.objectContaining({ refused: 'capture-differs' }),
      expect.objectContaining({ refused: 'capture-differs' }),
    ]);
  });

  it.each([1, 2, 3, 4])('cancels after %i steps, before the money is taken', (steps) => {
    expect(live([...happyPath.slice(0, steps), cancel]).state?.stage).toBe('cancelled');
  });

  it.each([5, 6, 7])('refuses to cancel after %i steps, once the money is taken', (steps) => {
    expect(decideOrder(cancel, live(happyPath.slice(0, steps)).state)).toMatchObject({
      refused: 'order-already-paid',
    });
  });
});

const anyCommand = fc.constantFrom(...happyPath, cancel);

describe('any sequence of commands', () => {
  it('leaves a state that replaying the events gives again', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 40 }), (commands) => {
        const { state, events } = live(commands);
        expect(events.reduce<OrderState | null>(evolveOrder, null)).toEqual(state);
      }),
    );
  });

  it('records each fact at most once, a prefix of the happy path, and nothing after an end', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 60 }), (commands) => {
        const types = live(commands).events.map(({ type }) => type);
        const whole = live(happyPath).events.map(({ type }) => type);
        const isCancelled = types.at(-1) === 'OrderCancelled';
        const forward = isCancelled ? types.slice(0, -1) : types;
        expect(forward).toEqual(whole.slice(0, forward.length));
        if (isCancelled) expect(forward).not.toContain('OrderPaymentCaptured');
      }),
    );
  });

  it('refuses everything once the order is delivered or cancelled', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 60 }), anyCommand, (commands, next) => {
        const { state } = live(commands);
        fc.pre(state?.stage === 'delivered' || state?.stage === 'cancelled');
        expect(decideOrder(next, state)).toHaveProperty('refused');
      }),
    );
  });
});
