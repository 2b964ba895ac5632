import { describe, expect, it } from 'vitest';
import { evolvePayment, type PaymentFact, type PaymentState } from '../payments/payment.ts';
import { decideLedgerEntry, type LedgerAccount } from './decide-ledger-entry.ts';

const at = new Date(0);
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
const authorized: PaymentFact = { type: 'authorized', chargeId: 'ch_1' };
const captured: PaymentFact = { type: 'captured', amountMinor: 1_000 };
const voided: PaymentFact = { type: 'voided', reason: 'requested' };
const refunded = (amountMinor: number): PaymentFact => ({ type: 'refunded', amountMinor });

/** Books the facts, checks that each entry balances, and returns debits less credits of each account. */
function book(facts: readonly PaymentFact[]) {
  const balances: Record<LedgerAccount, number> = {
    provider_receivable: 0,
    sales: 0,
    holds_at_provider: 0,
    holds_for_orders: 0,
  };
  let state = opened;
  for (const fact of facts) {
    const lines = decideLedgerEntry(state, fact)?.lines ?? [];
    expect(lines.reduce((sum, line) => sum + line.debitMinor - line.creditMinor, 0)).toBe(0);
    for (const line of lines) balances[line.account] += line.debitMinor - line.creditMinor;
    state = evolvePayment(state, fact);
  }
  return balances;
}
const zeroBalances = { provider_receivable: 0, sales: 0, holds_at_provider: 0, holds_for_orders: 0 };

describe('the ledger of a payment', () => {
  it.each<[string, PaymentFact[], Partial<typeof zeroBalances>]>([
    ['authorized', [authorized], { holds_at_provider: 1_000, holds_for_orders: -1_000 }],
    ['captured', [authorized, captured], { provider_receivable: 1_000, sales: -1_000 }],
    ['refunded in part', [authorized, captured, refunded(300)], { provider_receivable: 700, sales: -700 }],
    ['refunded in whole', [authorized, captured, refunded(300), refunded(700)], {}],
    ['voided', [authorized, voided], {}],
    ['declined', [{ type: 'declined', chargeId: 'ch_1', declineCode: 'card_declined' }], {}],
    ['abandoned before authorization', [voided], {}],
    ['abandoned and found late', [voided, { type: 'late-charge-found', chargeId: 'ch_1' }], {}],
  ])('has balanced entries and the expected balances when the payment is %s', (_life, facts, expected) => {
    expect(book(facts)).toEqual({ ...zeroBalances, ...expected });
  });

  it('has no entry for a payment that is abandoned before money was held', () => {
    expect(decideLedgerEntry(opened, voided)).toBeUndefined();
  });
});
