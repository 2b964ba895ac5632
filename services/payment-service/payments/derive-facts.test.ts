import type { Charge } from '@petstore/contracts/http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveFacts } from './derive-facts.ts';
import { evolvePayment, type PaymentState } from './payment.ts';

const at = new Date('2026-11-22T10:00:00.000Z');
const opened: PaymentState = {
  id: 'pay_1',
  orderId: 'ord_1',
  customerId: 'customer-001',
  correlationId: 'cart-7',
  status: 'authorizing',
  amountMinor: 1_000,
  currency: 'USD',
  capturedMinor: 0,
  refundedMinor: 0,
  providerReference: null,
  declineCode: null,
  createdAt: at,
  updatedAt: at,
};
const authorized: Charge = {
  id: 'ch_1',
  reference: 'pay_1',
  status: 'authorized',
  amount: { amountMinor: 1_000, currency: 'USD' },
  capturedMinor: 0,
  refundedMinor: 0,
  declineCode: null,
  correlationId: 'cart-7',
  createdAt: at.toISOString(),
};
const declined: Charge = { ...authorized, status: 'declined', declineCode: 'card_declined' };
const voided: Charge = { ...authorized, status: 'voided' };
const captured: Charge = { ...authorized, status: 'captured', capturedMinor: 1_000 };
const partly: Charge = { ...captured, status: 'partially_refunded', refundedMinor: 300 };
const refunded: Charge = { ...captured, status: 'refunded', refundedMinor: 1_000 };

function after(payment: PaymentState, ...charges: Charge[]): PaymentState {
  return charges.reduce(
    (state, charge) => deriveFacts(state, charge).facts.reduce(evolvePayment, state),
    payment,
  );
}
const typesOf = (payment: PaymentState, charge: Charge) =>
  deriveFacts(payment, charge).facts.map(({ type }) => type);

describe('an observed charge', () => {
  it.each([
    ['authorized', authorized, ['authorized']],
    ['declined', declined, ['declined']],
    ['voided', voided, ['authorized', 'voided']],
    ['captured', captured, ['authorized', 'captured']],
    ['refunded', refunded, ['authorized', 'captured', 'refunded']],
  ] as const)('that is %s yields all facts up to that state for a new payment', (_status, charge, types) => {
    expect(typesOf(opened, charge)).toEqual(types);
  });

  it('yields no facts when it is observed again', () => {
    for (const charge of [authorized, declined, voided, captured, partly, refunded]) {
      expect(typesOf(after(opened, charge), charge)).toEqual([]);
    }
  });

  it('yields no facts when it is older than the state of the payment', () => {
    expect(typesOf(after(opened, captured), authorized)).toEqual([]);
    expect(typesOf(after(opened, refunded), partly)).toEqual([]);
    expect(typesOf(after(opened, voided), authorized)).toEqual([]);
  });

  it('yields only the part of a refund that is not recorded yet', () => {
    const { facts } = deriveFacts(after(opened, partly), refunded);
    expect(facts).toEqual([{ type: 'refunded', amountMinor: 700 }]);
  });

  it('names as the reason whether the void was requested', () => {
    const payment = after(opened, authorized);
    expect(deriveFacts(payment, voided, true).facts).toEqual([{ type: 'voided', reason: 'requested' }]);
    expect(deriveFacts(payment, voided).facts).toEqual([{ type: 'voided', reason: 'voided-at-provider' }]);
  });

  it.each([
    ['captured and refunded', [authorized, captured, partly, refunded]],
    ['voided', [authorized, voided]],
  ] as const)(
    'that was %s leads to the same state for every order and repetition of observations',
    (_name, states) => {
      const last = states[states.length - 1] as Charge;
      const observations = fc.array(fc.constantFrom(...states), { maxLength: 12 });
      fc.assert(
        fc.property(observations, (observed) => {
          expect(after(opened, ...observed, last)).toEqual(after(opened, ...states));
        }),
      );
    },
  );
});

describe('an abandoned payment', () => {
  const abandoned: PaymentState = { ...opened, status: 'voided' };

  it('requires one void of a late charge', () => {
    const derived = deriveFacts(abandoned, authorized);
    expect(derived).toEqual({
      facts: [{ type: 'late-charge-found', chargeId: 'ch_1' }],
      mustVoid: true,
      contradiction: null,
    });
    expect(deriveFacts(after(abandoned, authorized), authorized).mustVoid).toBe(false);
  });

  it('requires no void of a late decline', () => {
    expect(deriveFacts(abandoned, declined).mustVoid).toBe(false);
  });
});

describe('a contradiction', () => {
  it.each<[string, PaymentState, Charge]>([
    ['another reference', opened, { ...authorized, reference: 'pay_2' }],
    ['another amount', opened, { ...authorized, amount: { amountMinor: 999, currency: 'USD' } }],
    ['another currency', opened, { ...authorized, amount: { amountMinor: 1_000, currency: 'EUR' } }],
    ['a part of it captured', opened, { ...captured, capturedMinor: 999 }],
    ['more refunded than captured', opened, { ...refunded, refundedMinor: 1_001 }],
    ['a second charge', after(opened, authorized), { ...authorized, id: 'ch_2' }],
    ['a capture of a voided payment', after(opened, voided), captured],
    ['money on a declined payment', after(opened, declined), authorized],
  ])('yields no facts and a description: %s', (_what, payment, charge) => {
    const derived = deriveFacts(payment, charge);
    expect(derived).toMatchObject({ facts: [], mustVoid: false });
    expect(derived.contradiction).toContain(charge.id);
  });
});
