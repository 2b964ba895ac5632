import type { Charge } from '@petstore/contracts/http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolvePayment } from './evolve-payment.ts';
import { learnFromCharge } from './learn-from-charge.ts';
import type { PaymentState } from './payment-state.ts';

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
    (state, charge) => learnFromCharge(state, charge).facts.reduce(evolvePayment, state),
    payment,
  );
}
const typesOf = (payment: PaymentState, charge: Charge) =>
  learnFromCharge(payment, charge).facts.map(({ type }) => type);

describe('a sight of a charge', () => {
  it.each([
    ['authorized', authorized, ['authorized']],
    ['declined', declined, ['declined']],
    ['voided', voided, ['authorized', 'voided']],
    ['captured', captured, ['authorized', 'captured']],
    ['refunded', refunded, ['authorized', 'captured', 'refunded']],
  ] as const)(
    'teaches a payment that knows nothing what was missed when it is %s',
    (_status, charge, types) => {
      expect(typesOf(opened, charge)).toEqual(types);
    },
  );

  it('teaches nothing the second time', () => {
    for (const charge of [authorized, declined, voided, captured, partly, refunded]) {
      expect(typesOf(after(opened, charge), charge)).toEqual([]);
    }
  });

  it('teaches nothing when it is older than what is known', () => {
    expect(typesOf(after(opened, captured), authorized)).toEqual([]);
    expect(typesOf(after(opened, refunded), partly)).toEqual([]);
    expect(typesOf(after(opened, voided), authorized)).toEqual([]);
  });

  it('counts of a refund only what is new', () => {
    const { facts } = learnFromCharge(after(opened, partly), refunded);
    expect(facts).toEqual([{ type: 'refunded', amountMinor: 700 }]);
  });

  it('says whether the void was asked for', () => {
    const payment = after(opened, authorized);
    expect(learnFromCharge(payment, voided, true).facts).toEqual([{ type: 'voided', reason: 'requested' }]);
    expect(learnFromCharge(payment, voided).facts).toEqual([
      { type: 'voided', reason: 'voided-at-provider' },
    ]);
  });

  it.each([
    ['captured and refunded', [authorized, captured, partly, refunded]],
    ['voided', [authorized, voided]],
  ] as const)(
    'ends the same for a charge that was %s, whatever the order and the repetitions',
    (_life, life) => {
      const last = life[life.length - 1] as Charge;
      const seen = fc.array(fc.constantFrom(...life), { maxLength: 12 });
      fc.assert(
        fc.property(seen, (sights) => {
          expect(after(opened, ...sights, last)).toEqual(after(opened, ...life));
        }),
      );
    },
  );
});

describe('a payment that was given up', () => {
  const givenUp: PaymentState = { ...opened, status: 'voided' };

  it('has a late charge voided, once', () => {
    const lesson = learnFromCharge(givenUp, authorized);
    expect(lesson).toEqual({
      facts: [{ type: 'late-charge-found', chargeId: 'ch_1' }],
      mustVoid: true,
      contradiction: null,
    });
    expect(learnFromCharge(after(givenUp, authorized), authorized).mustVoid).toBe(false);
  });

  it('leaves a late decline alone', () => {
    expect(learnFromCharge(givenUp, declined).mustVoid).toBe(false);
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
  ])('teaches nothing and is put into words: %s', (_what, payment, charge) => {
    const lesson = learnFromCharge(payment, charge);
    expect(lesson).toMatchObject({ facts: [], mustVoid: false });
    expect(lesson.contradiction).toContain(charge.id);
  });
});
