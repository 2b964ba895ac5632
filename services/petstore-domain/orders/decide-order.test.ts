import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askToCancel,
  cancel,
  captured,
  food,
  happyPath,
  line,
  live,
  notRefunded,
  place,
  refund,
  refunded,
} from '../testing/order-histories.ts';
import { decideInTurn, decideOrder } from './decide-order.ts';
import { evolveOrder } from './evolve-order.ts';
import { type OrderState, refundableMinorOf, refundedMinorOf } from './order-state.ts';

describe('decideOrder', () => {
  it('totals the lines when the order is placed', () => {
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

  it('states in the last event what was delivered and at what price', () => {
    expect(live(happyPath).events.at(-1)?.data).toMatchObject({ lines: [line, food], totalMinor: 1250 });
  });

  it('refuses to place an order twice or without lines', () => {
    expect(decideOrder(place, live([place]).state)).toMatchObject({ refused: 'order-exists' });
    expect(decideOrder({ ...place, lines: [] }, null)).toMatchObject({ refused: 'order-empty' });
  });

  it('refuses every other command before the order is placed', () => {
    for (const command of [...happyPath.slice(1), cancel]) {
      expect(decideOrder(command, null)).toMatchObject({ refused: 'order-not-placed' });
    }
  });

  it('refuses a capture whose amount or currency differs from the total', () => {
    const { state } = live(happyPath.slice(0, 4));
    const less = decideOrder({ ...captured, capturedMinor: 1249 }, state);
    const other = decideOrder({ ...captured, currency: 'EUR' }, state);
    expect([less, other]).toEqual([
      expect.objectContaining({ refused: 'capture-differs' }),
      expect.objectContaining({ refused: 'capture-differs' }),
    ]);
  });

  it.each([1, 2, 3, 4])('cancels after %i steps, before the capture', (steps) => {
    expect(live([...happyPath.slice(0, steps), cancel]).state?.stage).toBe('cancelled');
  });

  it.each([5, 6, 7])('refuses to cancel after %i steps, once the payment is captured', (steps) => {
    expect(decideOrder(cancel, live(happyPath.slice(0, steps)).state)).toMatchObject({
      refused: 'order-already-paid',
    });
  });
});

describe('a requested cancellation', () => {
  it.each([1, 2, 3, 4, 5, 6])('is recorded after %i steps, and the order then goes no further', (steps) => {
    const { state, events } = live([...happyPath.slice(0, steps), askToCancel]);
    expect(events.at(-1)).toMatchObject({
      type: 'OrderCancellationRequested',
      data: { reason: 'changed my mind', requestedBy: 'customer-001' },
    });
    const next = happyPath[steps];
    if (next === undefined || next.type === 'record-capture') return;
    expect(decideOrder(next, state)).toMatchObject({ refused: 'order-being-cancelled' });
  });

  it.each([
    [7, 'The order is dispatched already; it can be refunded, not cancelled.'],
    [8, 'The order is delivered already; it can be refunded, not cancelled.'],
  ])('is refused after %i steps: %s', (steps, reason) => {
    const { state } = live(happyPath.slice(0, steps));
    expect(decideOrder(askToCancel, state)).toEqual({ refused: 'order-not-cancellable', reason });
  });

  it('changes nothing when repeated, or once the order is cancelled', () => {
    expect(decideOrder(askToCancel, live([place, askToCancel]).state)).toEqual({ events: [] });
    expect(decideOrder(askToCancel, live([place, cancel]).state)).toEqual({ events: [] });
  });

  it('still records a capture that had already happened', () => {
    const { state } = live([...happyPath.slice(0, 4), askToCancel, captured]);
    expect(state).toMatchObject({ stage: 'captured', capturedMinor: 1250 });
  });

  it('completes for a paid order only once everything is refunded', () => {
    const asked = [...happyPath.slice(0, 5), askToCancel];
    expect(decideOrder(cancel, live(asked).state)).toMatchObject({ refused: 'order-already-paid' });
    const underWay = [...asked, refund('r1', 250), refunded('r1'), refund('r2')];
    expect(decideOrder(cancel, live(underWay).state)).toMatchObject({ refused: 'order-already-paid' });
    expect(live([...underWay, refunded('r2'), cancel]).state?.stage).toBe('cancelled');
  });
});

const refundIds = ['r1', 'r2', 'r3'] as const;
const anyRefund = fc
  .tuple(fc.constantFrom(...refundIds), fc.option(fc.integer({ min: -10, max: 1500 })))
  .map(([id, amountMinor]) => refund(id, amountMinor));
const anyCommand = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...happyPath, cancel) },
  { weight: 1, arbitrary: fc.constant(askToCancel) },
  { weight: 2, arbitrary: anyRefund },
  { weight: 2, arbitrary: fc.constantFrom(...refundIds.flatMap((id) => [refunded(id), notRefunded(id)])) },
);
/** Command sequences, most of which get as far as the capture. */
const anySequence = fc
  .tuple(fc.nat({ max: happyPath.length }), fc.array(anyCommand, { maxLength: 60 }))
  .map(([steps, commands]) => [...happyPath.slice(0, Math.max(1, steps)), ...commands]);

describe('any sequence of commands', () => {
  it('leaves a state equal to the replay of its events', () => {
    fc.assert(
      fc.property(anySequence, (commands) => {
        const { state, events } = live(commands);
        expect(events.reduce<OrderState | null>(evolveOrder, null)).toEqual(state);
      }),
    );
  });

  it('records nothing for a repeated command, at once or later', () => {
    fc.assert(
      fc.property(anySequence, fc.nat(), fc.nat(), (commands, drawn, later) => {
        const place = drawn % commands.length;
        const command = commands[place];
        if (command === undefined) return;
        const before = live(commands.slice(0, place));
        const isTaken = live(commands.slice(0, place + 1)).events.length > before.events.length;
        fc.pre(isTaken);
        const after = live(commands.slice(0, place + 1 + (later % (commands.length - place)))).state;
        const again = decideOrder(command, after);
        expect('refused' in again ? [] : again.events).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('records each stage at most once, as a prefix of the happy path, and none after the final one', () => {
    fc.assert(
      fc.property(anySequence, (commands) => {
        const whole = live(happyPath).events.map(({ type }) => type);
        const stages = live(commands)
          .events.map(({ type }) => type)
          .filter((type) => whole.includes(type) || type === 'OrderCancelled');
        const forward = stages.at(-1) === 'OrderCancelled' ? stages.slice(0, -1) : stages;
        expect(forward).toEqual(whole.slice(0, forward.length));
      }),
    );
  });

  it('never refunds more than was captured, including refunds in progress', () => {
    fc.assert(
      fc.property(anySequence, (commands) => {
        const { state } = live(commands);
        if (state === null) return;
        expect(refundedMinorOf(state)).toBeLessThanOrEqual(state.capturedMinor);
        expect(refundableMinorOf(state)).toBeGreaterThanOrEqual(0);
        expect(state.refunds.filter(({ amountMinor }) => amountMinor <= 0)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps no captured money of a cancelled order', () => {
    fc.assert(
      fc.property(anySequence, (commands) => {
        const { state } = live(commands);
        if (state?.stage !== 'cancelled') return;
        expect(refundedMinorOf(state)).toBe(state.capturedMinor);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses every further stage once the order is delivered or cancelled', () => {
    fc.assert(
      fc.property(anySequence, fc.constantFrom(...happyPath, cancel), (commands, next) => {
        const { state } = live(commands);
        fc.pre(state?.stage === 'delivered' || state?.stage === 'cancelled');
        expect(decideOrder(next, state)).toHaveProperty('refused');
      }),
    );
  });
});

it('decides each command of a sequence on the state after the previous one', () => {
  expect(decideInTurn(happyPath, null)).toEqual({ events: live(happyPath).events });
  expect(decideInTurn(happyPath.slice(3), live(happyPath.slice(0, 3)).state)).toEqual({
    events: live(happyPath).events.slice(3),
  });
});

it('yields no events for a sequence with a refused command', () => {
  expect(decideInTurn([place, { type: 'accept' }], null)).toMatchObject({ refused: 'order-out-of-sequence' });
});
