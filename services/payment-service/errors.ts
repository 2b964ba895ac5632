import { defineErrors } from '@petstore/chassis/errors';

export const paymentErrors = defineErrors({
  'payment-not-found': { kind: 'not-found', message: 'There is no such payment.' },
  'amount-out-of-range': {
    kind: 'unprocessable',
    message: 'The amount must be between 1 and 1,000,000,000 minor units.',
  },
  'currency-not-supported': { kind: 'unprocessable', message: 'Payments in this currency are not accepted.' },
  'order-has-payment': {
    kind: 'conflict',
    message: 'The order already has a payment; retry with the idempotency-key of the first request.',
  },
  'payment-busy': {
    kind: 'conflict',
    message: 'Another operation on this payment is in progress; retry shortly.',
  },
  'payment-not-capturable': { kind: 'conflict', message: 'Only an authorized payment can be captured.' },
  'payment-already-captured': { kind: 'conflict', message: 'The payment is captured; refund it instead.' },
  'payment-not-refundable': { kind: 'conflict', message: 'Only a captured payment can be refunded.' },
  'refund-exceeds-capture': {
    kind: 'unprocessable',
    message: 'The refunds would exceed the captured amount.',
  },
  'refund-refused': { kind: 'conflict', message: 'The provider refused the refund.' },
  'payment-in-doubt': {
    kind: 'unavailable',
    message: 'The outcome of the payment at the provider is unknown; retry with the same idempotency-key.',
  },
  'webhook-signature-invalid': {
    kind: 'unauthenticated',
    message: 'The webhook is not signed by the provider.',
  },
  'webhook-too-old': {
    kind: 'invalid',
    message: 'The timestamp of the webhook differs from the current time by more than five minutes.',
  },
  'webhook-malformed': { kind: 'invalid', message: 'The body of the webhook does not match its schema.' },
  'payment-cause-missing': {
    kind: 'bug',
    message: 'A payment was changed without a current interaction to record as its cause.',
  },
  'provider-call-missing': { kind: 'bug', message: 'The provider call of a command does not exist.' },
});
