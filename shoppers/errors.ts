import { defineErrors } from '@petstore/chassis/errors';

export const shopperErrors = defineErrors({
  'shopper-refused': { kind: 'conflict', message: 'A request of a journey was refused.' },
  'shopper-stock-short': {
    kind: 'exhausted',
    message: 'The shop has less stock than the journeys would buy.',
  },
});
