import { defineErrors } from '@petstore/chassis/errors';

export const paymentErrors = defineErrors({
  'payment-not-found': { kind: 'not-found', message: 'There is no such payment.' },
  'amount-out-of-range': {
    kind: 'unprocessable',
    message: 'The amount must be more than nothing and no more than 1,000,000,000 minor units.',
  },
  'currency-not-supported': { kind: 'unprocessable', message: 'Payments in this currency are not taken.' },
  'order-has-payment': {
    kind: 'conflict',
    message: 'The order has a payment already; retry with the idempotency-key of the first request.',
  },
  'payment-busy': {
    kind: 'conflict',
    message: 'Another operation on this payment is under way; ask again shortly.',
  },
  'payment-not-capturable': { kind: 'conflict', message: 'Only an authorized payment can be captured.' },
  'payment-already-captured': { kind: 'conflict', message: 'The payment is captured; refund it instead.' },
  'payment-not-refundable': { kind: 'conflict', message: 'Only a captured payment can be refunded.' },
  'refund-exceeds-capture': {
    kind: 'unprocessable',
    message: 'The refunds would be more than what was captured.',
  },
  'refund-refused': { kind: 'conflict', message: 'The provider refused the refund.' },
  'payment-in-doubt': {
    kind: 'unavailable',
    message: 'The provider did not say what became of the payment; ask again with the same idempotency-key.',
  },
  'webhook-signature-invalid': {
    kind: 'unauthenticated',
    message: 'The webhook is not signed by the provider.',
  },
  'webhook-too-old': {
    kind: 'invalid',
    message: 'The webhook was signed more than five minutes ago, or ahead of time.',
  },
  'webhook-malformed': { kind: 'invalid', message: 'The webhook does not have the shape of one.' },
  'payment-cause-missing': { kind: 'bug', message: 'A payment was changed outside of any interaction.' },
  'provider-call-missing': { kind: 'bug', message: 'A command has no provider call to carry on.' },
});
