import { expect, it } from 'vitest';
import type { PaymentState } from '../payments/payment.ts';
import { decideAnswer } from './decide-answer.ts';

const payment = (status: PaymentState['status']) =>
  ({ status, capturedMinor: status === 'captured' ? 1_000 : 0 }) as PaymentState;

it.each([
  ['authorize', 'authorized', 'confirmed', { status: 201 }],
  ['authorize', 'declined', 'confirmed', { status: 201 }],
  ['authorize', 'voided', 'watching', { status: 201 }],
  ['capture', 'captured', 'confirmed', { status: 200 }],
  ['capture', 'captured', 'abandoned', { status: 200 }],
  ['capture', 'voided', 'refused', { refused: 'payment-not-capturable' }],
  ['void', 'voided', 'confirmed', { status: 200 }],
  ['void', 'declined', null, { status: 200 }],
  ['void', 'captured', 'refused', { refused: 'payment-already-captured' }],
  ['void', 'authorized', 'refused', { refused: 'payment-busy' }],
  ['refund', 'captured', 'confirmed', { status: 200 }],
  ['refund', 'captured', 'refused', { refused: 'refund-refused' }],
] as const)(
  'answers %s for a payment in state %s with a call in state %s',
  (operation, status, callState, expected) => {
    expect(decideAnswer(operation, payment(status), callState)).toEqual(expected);
  },
);
