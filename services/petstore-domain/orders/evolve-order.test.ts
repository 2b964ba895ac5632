import { describe, expect, it } from 'vitest';
import { evolveOrder } from './evolve-order.ts';
import { orderEventOf } from './order-event.ts';

const ref = { orderId: 'ord_1', customerId: 'customer-001' };
const line = { sku: 'goldfish-004', kind: 'pet' as const, name: 'Bubbles', quantity: 1, unitPriceMinor: 500 };
const placed = {
  type: 'OrderPlaced' as const,
  subject: 'ord_1',
  data: {
    ...ref,
    lines: [line],
    totalMinor: 500,
    currency: 'USD',
    delivery: { name: 'A' },
    isFromCart: true,
  },
};

describe('evolveOrder', () => {
  it('starts an order with what was placed', () => {
    const { isFromCart, ...kept } = placed.data;
    expect(isFromCart).toBe(true);
    expect(evolveOrder(null, placed)).toEqual({
      ...kept,
      stage: 'placed',
      paymentId: null,
      capturedMinor: 0,
      refunds: [],
      cancellationRequest: null,
      cancellation: null,
    });
  });

  it('keeps the reason of a cancellation', () => {
    const data = { ...ref, code: 'payment-declined', reason: 'insufficient_funds' };
    const state = evolveOrder(evolveOrder(null, placed), { type: 'OrderCancelled', subject: 'ord_1', data });
    expect(state).toMatchObject({
      stage: 'cancelled',
      cancellation: { code: 'payment-declined', reason: 'insufficient_funds' },
    });
  });

  it('refuses a history that does not begin with the order being placed', () => {
    const accepted = { type: 'OrderAccepted' as const, subject: 'ord_1', data: ref };
    expect(() => evolveOrder(null, accepted)).toThrow(/precedes OrderPlaced/);
    expect(() => evolveOrder(evolveOrder(null, placed), placed)).toThrow(/occurs twice/);
  });
});

describe('orderEventOf', () => {
  it('refuses a stored event that is no event of an order', () => {
    expect(() => orderEventOf({ type: 'PetSold', subject: 'ord_1', dataVersion: 1, data: {} })).toThrow(
      /no event of an order/,
    );
    expect(() =>
      orderEventOf({ type: 'OrderTeleported', subject: 'ord_1', dataVersion: 1, data: {} }),
    ).toThrow(/ord_1/);
  });
});
