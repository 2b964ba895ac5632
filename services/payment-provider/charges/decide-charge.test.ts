import type { Charge } from '@petstore/contracts/http';
import { describe, expect, it } from 'vitest';
import {
  type ChargeChange,
  type ChargeDecision,
  captureCharge,
  openCharge,
  refundCharge,
  voidCharge,
} from './decide-charge.ts';

const opening = {
  id: 'ch_1',
  correlationId: 'cart-7',
  createdAt: '2026-11-22T10:00:00.000Z',
  isDeclined: false,
};
const request = {
  amount: { amountMinor: 1_000, currency: 'USD' },
  cardToken: 'tok_visa',
  reference: 'pay_1',
};

function done(decision: ChargeDecision): ChargeChange {
  if ('refused' in decision) throw new Error(`refused: ${decision.refused}`);
  return decision;
}

const authorized = done(openCharge(request, opening)).charge;
const captured = done(captureCharge(authorized)).charge;
const voided = done(voidCharge(authorized)).charge;

describe('openCharge', () => {
  it('authorizes the amount and does not keep the card token', () => {
    const { charge, entry, webhookType } = done(openCharge(request, opening));
    expect(charge).toMatchObject({ status: 'authorized', capturedMinor: 0, declineCode: null });
    expect(entry).toEqual({ kind: 'authorization', amountMinor: 1_000 });
    expect(webhookType).toBe('charge.authorized');
    expect(JSON.stringify(charge)).not.toContain('tok_');
  });

  it.each([
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
  ])('declines %s with %s and adds a book entry', (cardToken, declineCode) => {
    const { charge, entry } = done(openCharge({ ...request, cardToken }, opening));
    expect(charge).toMatchObject({ status: 'declined', declineCode });
    expect(entry.kind).toBe('decline');
  });

  it('declines a valid card if a fault requires it', () => {
    expect(done(openCharge(request, { ...opening, isDeclined: true })).charge.declineCode).toBe(
      'card_declined',
    );
  });

  it('refuses an amount of zero', () => {
    const amount = { amountMinor: 0, currency: 'USD' };
    expect(openCharge({ ...request, amount }, opening)).toEqual({ refused: 'charge-amount-zero' });
  });
});

describe('operations on a charge', () => {
  it('capture the whole authorized amount, once', () => {
    expect(captured).toMatchObject({ status: 'captured', capturedMinor: 1_000 });
    expect(captureCharge(captured)).toEqual({ refused: 'charge-not-capturable' });
  });

  it('void only an authorized charge', () => {
    expect(voided.status).toBe('voided');
    expect(voidCharge(captured)).toEqual({ refused: 'charge-not-voidable' });
    expect(captureCharge(voided)).toEqual({ refused: 'charge-not-capturable' });
  });

  it('refund in parts up to the captured amount', () => {
    const part = done(refundCharge(captured, 400)).charge;
    expect(part).toMatchObject({ status: 'partially_refunded', refundedMinor: 400 });
    expect(refundCharge(part, 601)).toEqual({ refused: 'refund-exceeds-charge' });
    expect(done(refundCharge(part, 600)).charge).toMatchObject({ status: 'refunded', refundedMinor: 1_000 });
  });

  it.each<[string, Charge]>([
    ['authorized', authorized],
    ['voided', voided],
  ])('refuse to refund a charge that is %s', (_status, charge) => {
    expect(refundCharge(charge, 1)).toEqual({ refused: 'charge-not-refundable' });
  });
});
