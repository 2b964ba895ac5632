import { defineErrors } from '@petstore/chassis/errors';

export const shopperErrors = defineErrors({
  'shopper-refused': { kind: 'conflict', message: 'A request of a journey was refused.' },
  'shopper-unanswered': { kind: 'unavailable', message: 'A request was not answered.' },
  'shopper-load-failed': { kind: 'unavailable', message: 'A process that generates the load failed.' },
  'shopper-stock-short': {
    kind: 'exhausted',
    message: 'The shop has less stock than the journeys would buy.',
  },
});
