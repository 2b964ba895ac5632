import { defineErrors } from '@petstore/chassis/errors';

export const providerErrors = defineErrors({
  'api-key-invalid': {
    kind: 'unauthenticated',
    message: 'The API key is missing or wrong; send it as a bearer token.',
  },
  'charge-not-found': { kind: 'not-found', message: 'There is no such charge.' },
  'charge-not-capturable': { kind: 'conflict', message: 'Only an authorized charge can be captured.' },
  'charge-not-voidable': {
    kind: 'conflict',
    message: 'Only an authorized charge can be voided; refund a captured one.',
  },
  'charge-not-refundable': { kind: 'conflict', message: 'Only a captured charge can be refunded.' },
  'refund-exceeds-charge': {
    kind: 'unprocessable',
    message: 'The refunds would exceed the captured amount.',
  },
  'charge-amount-zero': {
    kind: 'unprocessable',
    message: 'The amount of a charge must be at least 1 minor unit.',
  },
  'charge-cause-missing': {
    kind: 'bug',
    message: 'A charge was changed without a current request to record as its cause.',
  },
  'rate-limited': {
    kind: 'exhausted',
    message: 'Too many requests; retry after the time in the retry-after header.',
  },
  'provider-failing': {
    kind: 'bug',
    message: 'The request failed because of a configured fault (errorRate).',
  },
  'provider-stalled': {
    kind: 'timeout',
    message: 'The request timed out because of a configured fault (timeoutBeforeRate or timeoutAfterRate).',
  },
  'fault-rates-exceed-one': {
    kind: 'unprocessable',
    message: 'The sum of errorRate, timeoutBeforeRate and timeoutAfterRate must be at most 1.',
  },
});
