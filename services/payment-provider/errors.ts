import { defineErrors } from '@petstore/chassis/errors';

export const providerErrors = defineErrors({
  'api-key-invalid': { kind: 'unauthenticated', message: 'Send the API key as a bearer token.' },
  'charge-not-found': { kind: 'not-found', message: 'There is no such charge.' },
  'charge-not-capturable': { kind: 'conflict', message: 'Only an authorized charge can be captured.' },
  'charge-not-voidable': {
    kind: 'conflict',
    message: 'Only an authorized charge can be voided; refund a captured one.',
  },
  'charge-not-refundable': { kind: 'conflict', message: 'Only a captured charge can be refunded.' },
  'refund-exceeds-charge': {
    kind: 'unprocessable',
    message: 'The refunds would be more than what was captured.',
  },
  'charge-amount-zero': { kind: 'unprocessable', message: 'A charge is more than nothing.' },
  'charge-cause-missing': { kind: 'bug', message: 'A charge was changed outside of any request.' },
  'idempotency-key-missing': {
    kind: 'invalid',
    message: 'This request needs an idempotency-key header, the same on every retry.',
  },
  'idempotency-key-invalid': {
    kind: 'invalid',
    message: 'The idempotency-key must be 1 to 255 visible ASCII characters.',
  },
  'idempotency-key-reused': {
    kind: 'unprocessable',
    message: 'This idempotency-key was used for another request; take a new one.',
  },
  'request-in-flight': {
    kind: 'conflict',
    message: 'The first request with this idempotency-key is still being handled; ask again shortly.',
  },
  'rate-limited': { kind: 'exhausted', message: 'Too many requests; wait as long as retry-after says.' },
  'provider-failing': { kind: 'bug', message: 'The provider fails on purpose: a fault is set.' },
  'provider-stalled': { kind: 'timeout', message: 'The provider did not answer in time: a fault is set.' },
  'fault-rates-exceed-one': {
    kind: 'unprocessable',
    message: 'errorRate, timeoutBeforeRate and timeoutAfterRate exclude one another: their sum is at most 1.',
  },
});
