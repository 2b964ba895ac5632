import { describe, expect, it } from 'vitest';
import { happyPath, live, notRefunded, refund, refunded } from '../testing/order-histories.ts';
import { decideOrder } from './decide-order.ts';

describe('a refund', () => {
  const delivered = live(happyPath).state;

  it('covers the whole rest, unless an amount is named', () => {
    expect(decideOrder(refund('r1'), delivered)).toMatchObject({ events: [{ data: { amountMinor: 1250 } }] });
    const { state } = live([...happyPath, refund('r1', 250)]);
    expect(decideOrder(refund('r2'), state)).toMatchObject({ events: [{ data: { amountMinor: 1000 } }] });
  });

  it.each([1, 2, 3, 4])('is refused after %i steps, before the capture', (steps) => {
    expect(decideOrder(refund('r1'), live(happyPath.slice(0, steps)).state)).toMatchObject({
      refused: 'order-not-paid',
    });
  });

  it('is refused with the order status that customers know', () => {
    expect(decideOrder(refund('r1'), live(happyPath.slice(0, 2)).state)).toMatchObject({
      reason: 'The order is payment_processing: no payment was captured for it.',
    });
  });

  it.each([0, -1, -1e300])('of %d minor units is refused', (amountMinor) => {
    expect(decideOrder(refund('r1', amountMinor), delivered)).toMatchObject({
      refused: 'refund-amount-invalid',
    });
  });

  it.each([1251, 1e300])('of %d minor units, more than was captured, is refused', (amountMinor) => {
    expect(decideOrder(refund('r1', amountMinor), delivered)).toMatchObject({
      refused: 'refund-exceeds-capture',
    });
  });

  it('counts refunds in progress, and no longer once they are refused', () => {
    const waiting = [...happyPath, refund('r1', 1000)];
    const second = refund('r2', 251);
    expect(decideOrder(second, live(waiting).state)).toEqual({
      refused: 'refund-exceeds-capture',
      reason: '250 of 1250 USD (minor units) can still be refunded.',
    });
    expect(live([...waiting, notRefunded('r1'), second]).state?.refunds).toMatchObject([
      { id: 'r1', status: 'refused', reason: 'account closed' },
      { id: 'r2', status: 'requested', amountMinor: 251 },
    ]);
  });

  it('is requested once per id', () => {
    const { state } = live([...happyPath, refund('r1', 250)]);
    expect(decideOrder(refund('r1', 250), state)).toMatchObject({ refused: 'refund-exists' });
  });

  it('is refused once everything is refunded', () => {
    const { state } = live([...happyPath, refund('r1'), refunded('r1')]);
    expect(decideOrder(refund('r2'), state)).toMatchObject({ refused: 'refund-exceeds-capture' });
  });

  it('states the refunded total in its event, and completes once', () => {
    const { state, events } = live([
      ...happyPath,
      refund('r1', 250),
      refunded('r1'),
      refund('r2', 100),
      refunded('r2'),
    ]);
    expect(events.at(-1)).toMatchObject({
      type: 'OrderRefunded',
      data: { refundId: 'r2', paymentId: 'pay_1', amountMinor: 100, refundedMinor: 350 },
    });
    expect(decideOrder(refunded('r2'), state)).toMatchObject({ refused: 'refund-not-open' });
    expect(decideOrder(notRefunded('r2'), state)).toMatchObject({ refused: 'refund-not-open' });
  });
});
