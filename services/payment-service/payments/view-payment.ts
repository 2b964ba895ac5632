import type { Payment } from '@petstore/contracts/http';
import type { PaymentState } from './payment-state.ts';

/** A payment as callers see it. */
export function viewPayment(payment: PaymentState): Payment {
  const { amountMinor, currency, createdAt, updatedAt, ...rest } = payment;
  return {
    ...rest,
    amount: { amountMinor, currency },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
