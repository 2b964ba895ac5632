import type { PaymentFact, PaymentState } from '../payments/payment.ts';

export type LedgerAccount = 'provider_receivable' | 'sales' | 'holds_at_provider' | 'holds_for_orders';

interface JournalLine {
  readonly account: LedgerAccount;
  readonly debitMinor: number;
  readonly creditMinor: number;
}

export interface JournalEntry {
  readonly kind: 'authorization' | 'capture' | 'void' | 'refund';
  readonly lines: readonly JournalLine[];
}

const debit = (account: LedgerAccount, amountMinor: number): JournalLine => ({
  account,
  debitMinor: amountMinor,
  creditMinor: 0,
});
const credit = (account: LedgerAccount, amountMinor: number): JournalLine => ({
  account,
  debitMinor: 0,
  creditMinor: amountMinor,
});

const hold = (amountMinor: number) => [
  debit('holds_at_provider', amountMinor),
  credit('holds_for_orders', amountMinor),
];
const releaseHold = (amountMinor: number) => [
  debit('holds_for_orders', amountMinor),
  credit('holds_at_provider', amountMinor),
];

/**
 * The journal entry of a fact; `payment` is the state before the fact. Undefined if the fact neither holds nor moves
 * money.
 */
export function decideLedgerEntry(payment: PaymentState, fact: PaymentFact): JournalEntry | undefined {
  switch (fact.type) {
    case 'authorized':
      return { kind: 'authorization', lines: hold(payment.amountMinor) };
    case 'captured':
      return {
        kind: 'capture',
        lines: [
          ...releaseHold(payment.amountMinor),
          debit('provider_receivable', fact.amountMinor),
          credit('sales', fact.amountMinor),
        ],
      };
    case 'voided':
      return payment.status === 'authorized'
        ? { kind: 'void', lines: releaseHold(payment.amountMinor) }
        : undefined;
    case 'refunded':
      return {
        kind: 'refund',
        lines: [debit('sales', fact.amountMinor), credit('provider_receivable', fact.amountMinor)],
      };
    default:
      return undefined;
  }
}
